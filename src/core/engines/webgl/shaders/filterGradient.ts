import {
  hiddenFilterSums,
  inputFilterSums,
  outputFilterSums,
  regionHeight,
  regionWidth,
  type SumArea,
} from '../gradientSums';
import { quads } from '../parameterTexels';
import { type ShaderSources, segmentFragment, segmentVertex, shader } from './common';

interface Layer {
  readonly area: SumArea;
  /** The sampler of what went into the layer, and its channel quads. */
  readonly input: string;
  readonly inputQuads: number;
  /** The sampler of dL/d(what came out of the layer, before activation), and its channel quads. */
  readonly gradient: string;
  readonly gradientQuads: number;
  /** 3 or 1. */
  readonly side: number;
}

const pixels = [0, 1, 2, 3];

/**
 * dL/d(filters) and dL/d(bias) of a layer over one segment: an invocation sums up, over the segment's pixels, the outer
 * products of an input quad (shifted by the tap) and a gradient quad, which are four texels of the filters. 8 fetches
 * and 64 multiply-adds a block. Each row has a sum of its own before it joins the rest, and segments are added by the
 * next stage, so that no float32 sum is long. Biases: the input quad after the last, where the input is (1, 0, 0, 0).
 */
function filterGradient({ area, input, inputQuads, gradient, gradientQuads, side }: Layer): ShaderSources {
  // All of a block's fetches come first, so that they wait for memory together.
  const fetches = pixels.flatMap((pixel) => [
    `vec4 v${pixel} = isBias ? one : texelFetch(${input}, inputTexel[${pixel}] + ivec3(block, 0), 0);`,
    `vec4 g${pixel} = texelFetch(${gradient}, ivec3(gradientOrigin + block, ${pixel}), 0);`,
  ]);
  const products = pixels.map((pixel) => `outerProduct(g${pixel}, v${pixel})`);
  return {
    vertex: segmentVertex(area, [regionWidth, regionHeight]),
    fragment: shader(`
${segmentFragment}
uniform sampler2DArray ${input};
uniform sampler2DArray ${gradient};

void main() {
  ivec2 place = ivec2(gl_FragCoord.xy) - vArea;
  int inputQuad = place.x / ${gradientQuads};
  bool isBias = inputQuad == ${inputQuads};
  ivec2 gradientOrigin = quadOrigin(place.x % ${gradientQuads});
  ivec2 inputOrigin = quadOrigin(inputQuad);
  ivec2 shift = ivec2(place.y % ${side}, place.y / ${side}) - ${(side - 1) / 2};
  ivec3 inputTexel[4];
  for (int pixel = 0; pixel < 4; pixel++) {
    ivec2 from = ivec2(pixel & 1, pixel >> 1) + shift;
    inputTexel[pixel] = ivec3(inputOrigin + (from >> 1), 2 * (from.y & 1) + (from.x & 1));
  }
  const vec4 one = vec4(1, 0, 0, 0);
  mat4 sum = mat4(0);
  if (!isBias || place.y == 0) {
    for (int y = vSegment.y; y < vSegment.w; y++) {
      mat4 row = mat4(0);
      for (int x = vSegment.x; x < vSegment.z; x++) {
        ivec2 block = ivec2(x, y);
        ${fetches.join('\n        ')}
        row += ${products.join(' + ')};
      }
      sum += row;
    }
  }
  sum0 = sum[0];
  sum1 = sum[1];
  sum2 = sum[2];
  sum3 = sum[3];
}
`),
  };
}

export const hiddenFilterGradient = filterGradient({
  area: hiddenFilterSums,
  input: 'hidden1',
  inputQuads: quads,
  gradient: 'hidden2Gradient',
  gradientQuads: quads,
  side: 3,
});

export const inputFilterGradient = filterGradient({
  area: inputFilterSums,
  input: 'images',
  inputQuads: 1,
  gradient: 'hidden1Gradient',
  gradientQuads: quads,
  side: 3,
});

export const outputFilterGradient = filterGradient({
  area: outputFilterSums,
  input: 'hidden2',
  inputQuads: quads,
  gradient: 'outputGradient',
  gradientQuads: 1,
  side: 1,
});
