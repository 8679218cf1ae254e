import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';

/**
 * The pixels under a filter of odd side, zeros beyond the edges: [image * height * width][tap * in]. One shader of our own
 * in place of the dozen operations (padding, slices, concatenation) that would do the same.
 * @param x [image][height][width][in]
 */
export function patches(x: tf.Tensor4D, side: number): tf.Tensor2D {
  const [images, height, width, ins] = x.shape;
  if (side === 1) return tf.reshape(x, [-1, ins]);
  const program = {
    variableNames: ['x'],
    outputShape: [images * height * width, side * side * ins],
    userCode: `
      void main() {
        ivec2 at = getOutputCoords();
        int pixel = at.x % ${height * width};
        int tap = at.y / ${ins};
        int row = pixel / ${width} + tap / ${side} - ${(side - 1) / 2};
        int column = pixel % ${width} + tap % ${side} - ${(side - 1) / 2};
        bool inside = row >= 0 && row < ${height} && column >= 0 && column < ${width};
        setOutput(inside ? getX(at.x / ${height * width}, row, column, at.y % ${ins}) : 0.0);
      }`,
  };
  const result = (tf.backend() as MathBackendWebGL).runWebGLProgram(program, [x], 'float32');
  return tf.engine().makeTensorFromTensorInfo(result) as tf.Tensor2D;
}
