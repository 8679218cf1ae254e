import { leakySlope } from '../../../networks/zsN2n';
import {
  biasRow,
  hidden1BiasColumn,
  hidden2BiasColumn,
  hiddenFilterRow,
  inputFilterRow,
  quads,
} from '../parameterTexels';
import { filterAccess, hiddenVertex, planeFragment, type ShaderSources, shader } from './common';

/*
 * The 3x3 convolutions. An invocation makes one channel quad of a 2x2 block: for each quad that goes in it fetches the
 * 4x4 pixels around the block and 9 filters of 4 texels, 52 fetches, for 576 multiply-adds. One pixel and 16 channels
 * instead would fetch 153 texels for as many: the filters come from a texture (they change every step and are too large
 * for a uniform block), so it pays to use each for several pixels. About 24 vec4 are live: 16 pixels, 4 filters, 4
 * sums.
 */

interface Convolution {
  /** The sampler convolved. */
  readonly source: string;
  /** GLSL: channel quads of the source. */
  readonly sourceQuads: string;
  /** Adds source quad `i` to sums a, b, c, d through the filter of `tap`; the pixels are vec4 expressions. */
  readonly accumulate: (tap: number, pixels: readonly [string, string, string, string]) => string;
  /** GLSL: the value the sums start from. */
  readonly start: string;
  /** GLSL: declarations of the fragment shader. */
  readonly declarations?: string;
  /** GLSL: the value stored for a sum of pixel `layer`. */
  readonly finish: (sum: string, layer: number) => string;
}

/** Pixel row or column -1 to 2 around a block: which block, counted from this one, and which of its two. */
const neighbours = [
  { block: -1, half: 1 },
  { block: 0, half: 0 },
  { block: 0, half: 1 },
  { block: 1, half: 0 },
] as const;
const taps = Array.from({ length: 9 }, (_, tap) => ({ tap, y: Math.floor(tap / 3), x: tap % 3 }));

function convolution({ source, sourceQuads, accumulate, start, declarations, finish }: Convolution): ShaderSources {
  const fetches = neighbours.flatMap((row, y) =>
    neighbours.map((column, x) => {
      const layer = 2 * row.half + column.half;
      return `vec4 p${y}${x} = texelFetch(${source}, ivec3(at + ivec2(${column.block}, ${row.block}), ${layer}), 0);`;
    }),
  );
  const products = taps.map(({ tap, y, x }) =>
    accumulate(tap, [`p${y}${x}`, `p${y}${x + 1}`, `p${y + 1}${x}`, `p${y + 1}${x + 1}`]),
  );
  return {
    vertex: hiddenVertex,
    fragment: shader(`
${planeFragment}
${filterAccess}
uniform sampler2DArray ${source};
${declarations ?? ''}
void main() {
  ivec2 block = atlasBlock();
  vec4 a = ${start};
  vec4 b = a, c = a, d = a;
  for (int i = 0; i < ${sourceQuads}; i++) {
    ivec2 at = quadOrigin(i) + block;
    ${fetches.join('\n    ')}
    mat4 f;
    ${products.join('\n    ')}
  }
  store(block, ${['a', 'b', 'c', 'd'].map(finish).join(', ')});
}
`),
  };
}

/** GLSL: the number of a hidden layer's channel quads, a uniform. */
const hiddenQuads = 'hiddenQuads';

const leakyRelu = (value: string) => `max(${value}, ${leakySlope} * ${value})`;

const forward = (source: string, sourceQuads: string, filterRow: string, biasColumn: number) =>
  convolution({
    source,
    sourceQuads,
    start: `texelFetch(parameters, ivec3(${biasColumn} + vQuad, ${biasRow}, 0), 0)`,
    accumulate: (tap, [a, b, c, d]) =>
      `f = filterAt(${filterRow} + ${tap} * ${sourceQuads} + i, vQuad);
    a += f * ${a}; b += f * ${b}; c += f * ${c}; d += f * ${d};`,
    finish: leakyRelu,
  });

/** 52 fetches a block and quad. */
export const hidden1 = forward('images', '1', `${inputFilterRow}`, hidden1BiasColumn);
/** 624 fetches, 6912 multiply-adds a block and quad. */
export const hidden2 = forward('hidden1', hiddenQuads, `${hiddenFilterRow}`, hidden2BiasColumn);

/**
 * dL/d(first layer before its activation): the second layer's transposed convolution, so taps run backwards and filters
 * are transposed (vector times matrix), times the slope of the activation. 628 fetches a block and quad.
 */
export const hidden1Gradient = convolution({
  source: 'hidden2Gradient',
  sourceQuads: hiddenQuads,
  start: 'vec4(0)',
  accumulate: (tap, [a, b, c, d]) =>
    `f = filterAt(${hiddenFilterRow + (8 - tap) * quads} + vQuad, i);
    a += ${a} * f; b += ${b} * f; c += ${c} * f; d += ${d} * f;`,
  declarations: `
uniform sampler2DArray hidden1;
vec4 slope(int layer) {
  vec4 activation = texelFetch(hidden1, ivec3(gl_FragCoord.xy, layer), 0);
  return mix(vec4(${leakySlope}), vec4(1), greaterThan(activation, vec4(0)));
}`,
  finish: (sum, layer) => `${sum} * slope(${layer})`,
});
