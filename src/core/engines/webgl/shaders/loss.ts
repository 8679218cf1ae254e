import { lossSums, regionHeight, regionWidth } from '../gradientSums';
import { imageVertex, planeFragment, type ShaderSources, segmentFragment, segmentVertex, shader } from './common';

/**
 * The differences under the squares of the losses. D1 averages layers 1 and 2 of a block of f(y), D2 layers 0 and 3,
 * and the result is the pixel of the half plane with the block's coordinates.
 */
const differences = `
uniform sampler2DArray images;
uniform sampler2DArray denoised;

ivec2 halfOffset(int kind) {
  return kind == 1 ? firstHalfOffset : secondHalfOffset;
}

vec4 halved(int kind, ivec2 fullBlock) {
  return 0.5 * (texelFetch(denoised, ivec3(fullBlock, 2 - kind), 0) +
                texelFetch(denoised, ivec3(fullBlock, 1 + kind), 0));
}

// f(D1 y) - D1 f(y), or the same of D2, at one pixel of the half plane.
vec4 consistencyDifference(int kind, ivec2 fullOrigin, ivec2 pixel) {
  ivec2 block = fullOrigin + halfOffset(kind) + (pixel >> 1);
  int layer = 2 * (pixel.y & 1) + (pixel.x & 1);
  return texelFetch(denoised, ivec3(block, layer), 0) - halved(kind, fullOrigin + pixel);
}

// f(D1 y) - D2 y, or the other way round.
vec4 residualDifference(int kind, ivec2 fullOrigin, ivec2 pixel) {
  ivec2 block = fullOrigin + (pixel >> 1);
  int layer = 2 * (pixel.y & 1) + (pixel.x & 1);
  return texelFetch(denoised, ivec3(block + halfOffset(kind), layer), 0) -
         texelFetch(images, ivec3(block + halfOffset(3 - kind), layer), 0);
}
`;

/** dL/dN(y) = -dL/df(y) in all planes: at most 20 fetches a block. */
export const outputGradient: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${planeFragment}
${differences}

vec4 halfGradient(ivec2 pixel) {
  ivec2 fullOrigin = vPlane.xy - halfOffset(vRole.x);
  return -halfSampleWeight *
         (residualDifference(vRole.x, fullOrigin, pixel) + consistencyDifference(vRole.x, fullOrigin, pixel));
}

void main() {
  ivec2 block = atlasBlock();
  ivec2 inPlane = block - vPlane.xy;
  if (vRole.x == 0) {
    vec4 antiDiagonal = 0.5 * halfSampleWeight * consistencyDifference(1, vPlane.xy, inPlane);
    vec4 diagonal = 0.5 * halfSampleWeight * consistencyDifference(2, vPlane.xy, inPlane);
    store(block, diagonal, antiDiagonal, antiDiagonal, diagonal);
  } else {
    ivec2 pixel = 2 * inPlane;
    store(block, halfGradient(pixel), halfGradient(pixel + ivec2(1, 0)), halfGradient(pixel + ivec2(0, 1)),
          halfGradient(pixel + ivec2(1, 1)));
  }
}
`),
};

/** The losses of each segment of a half plane, rows first: 5 fetches a pixel. */
export const lossSum: ShaderSources = {
  vertex: segmentVertex(lossSums, [regionWidth, regionHeight]),
  fragment: shader(`
${segmentFragment}
${differences}

vec2 squares(ivec2 fullOrigin, ivec2 pixel) {
  vec4 residual = residualDifference(vRole.x, fullOrigin, pixel);
  vec4 consistency = consistencyDifference(vRole.x, fullOrigin, pixel);
  bool inside = all(lessThan(pixel, vPlane.wz));
  return inside ? vec2(dot(residual, residual), dot(consistency, consistency)) : vec2(0);
}

void main() {
  vec2 sum = vec2(0);
  if (vRole.x != 0) {
    ivec2 fullOrigin = vPlane.xy - halfOffset(vRole.x);
    ivec2 start = 2 * (vSegment.xy - vPlane.xy);
    ivec2 end = 2 * (vSegment.zw - vPlane.xy);
    for (int y = start.y; y < end.y; y += 2) {
      vec2 row = vec2(0);
      for (int x = start.x; x < end.x; x += 2) {
        row += squares(fullOrigin, ivec2(x, y)) + squares(fullOrigin, ivec2(x + 1, y)) +
               squares(fullOrigin, ivec2(x, y + 1)) + squares(fullOrigin, ivec2(x + 1, y + 1));
      }
      sum += row;
    }
  }
  sum0 = vec4(0.5 * halfSampleWeight * sum, 0.0, 0.0);
  sum1 = sum2 = sum3 = vec4(0);
}
`),
};
