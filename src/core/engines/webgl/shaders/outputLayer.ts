import { leakySlope } from '../../../networks/zsN2n';
import { biasRow, outputBiasColumn, outputFilterRow } from '../parameterTexels';
import { filterAccess, hiddenVertex, imageVertex, planeFragment, type ShaderSources, shader } from './common';

/** f(y) = y - N(y), where N ends in a 1x1 convolution: 101 fetches, 768 multiply-adds a block. */
export const denoised: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${planeFragment}
${filterAccess}
uniform sampler2DArray images;
uniform sampler2DArray hidden2;

void main() {
  ivec2 block = atlasBlock();
  vec4 a = texelFetch(parameters, ivec3(${outputBiasColumn}, ${biasRow}, 0), 0);
  vec4 b = a, c = a, d = a;
  for (int i = 0; i < hiddenQuads; i++) {
    ivec2 at = quadOrigin(i) + block;
    mat4 f = filterAt(${outputFilterRow}, i);
    a += f * texelFetch(hidden2, ivec3(at, 0), 0);
    b += f * texelFetch(hidden2, ivec3(at, 1), 0);
    c += f * texelFetch(hidden2, ivec3(at, 2), 0);
    d += f * texelFetch(hidden2, ivec3(at, 3), 0);
  }
  store(block, texelFetch(images, ivec3(block, 0), 0) - a, texelFetch(images, ivec3(block, 1), 0) - b,
        texelFetch(images, ivec3(block, 2), 0) - c, texelFetch(images, ivec3(block, 3), 0) - d);
}
`),
};

/** dL/d(second layer before its activation): 12 fetches, 64 multiply-adds a block and quad. */
export const hidden2Gradient: ShaderSources = {
  vertex: hiddenVertex,
  fragment: shader(`
${planeFragment}
${filterAccess}
uniform sampler2DArray outputGradient;
uniform sampler2DArray hidden2;

vec4 gradient(mat4 f, ivec2 block, int layer) {
  vec4 activation = texelFetch(hidden2, ivec3(gl_FragCoord.xy, layer), 0);
  vec4 slope = mix(vec4(${leakySlope}), vec4(1), greaterThan(activation, vec4(0)));
  return texelFetch(outputGradient, ivec3(block, layer), 0) * f * slope;
}

void main() {
  ivec2 block = atlasBlock();
  mat4 f = filterAt(${outputFilterRow}, vQuad);
  store(block, gradient(f, block, 0), gradient(f, block, 1), gradient(f, block, 2), gradient(f, block, 3));
}
`),
};
