import * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { FilterWindow } from '../../networks/spec';

/** Where a filter looks, on images that may be spread out by zeros first. */
export interface PatchWindow extends FilterWindow {
  /** Pixels of the image lie so far apart, zeros between them; 1: as they are. */
  readonly spread: number;
  /** Rows and columns of the result. */
  readonly height: number;
  readonly width: number;
}

/**
 * The pixels under a filter, zeros beyond the edges: [image * height * width][tap * in]. One shader of our own
 * in place of the dozen operations (padding, slices, concatenation) that would do the same.
 * @param x [image][height][width][in]
 */
export function patches(x: tf.Tensor4D, window: PatchWindow): tf.Tensor2D {
  const [images, imageHeight, imageWidth, ins] = x.shape;
  const { kernel, stride, dilation, padding, spread, height, width } = window;
  if (kernel === 1 && stride === 1 && spread === 1 && padding === 0) return tf.reshape(x, [-1, ins]);
  const program = {
    variableNames: ['x'],
    outputShape: [images * height * width, kernel * kernel * ins],
    userCode: `
      void main() {
        ivec2 at = getOutputCoords();
        int pixel = at.x % ${height * width};
        int tap = at.y / ${ins};
        int row = (pixel / ${width}) * ${stride} + (tap / ${kernel}) * ${dilation} - ${padding};
        int column = (pixel % ${width}) * ${stride} + (tap % ${kernel}) * ${dilation} - ${padding};
        bool inside = row >= 0 && row < ${imageHeight * spread} && column >= 0 && column < ${imageWidth * spread};
        inside = inside && row % ${spread} == 0 && column % ${spread} == 0;
        setOutput(inside ? getX(at.x / ${height * width}, row / ${spread}, column / ${spread}, at.y % ${ins}) : 0.0);
      }`,
  };
  const result = (tf.backend() as MathBackendWebGL).runWebGLProgram(program, [x], 'float32');
  return tf.engine().makeTensorFromTensorInfo(result) as tf.Tensor2D;
}
