import { lossSums, regionHeight, regionWidth } from '../gradientSums';
import {
  halfPlanes,
  imageVertex,
  maskAccess,
  planeFragment,
  type ShaderSources,
  segmentFragment,
  segmentVertex,
  shader,
} from './common';

/**
 * The differences under the squares of the losses. D1 averages layers 1 and 2 of a block of f(y), D2 layers 0 and 3,
 * and the result is the pixel of the half plane with the block's coordinates. Half planes hold the pair y1, y2.
 */
const differences = `
${halfPlanes}
${maskAccess}
uniform sampler2DArray images;
uniform sampler2DArray denoised;
uniform sampler2DArray smoothingGradient;

// Which channels of f(y1) are compared to D2 f(y), and of f(y2) to D1 f(y).
bvec4 isExchanged(ivec2 pixel) {
  bvec4 isCrossed = bvec4(crossed != 0);
  return masked == 0 ? isCrossed : notEqual(isCrossed, maskAt(pixel));
}

vec4 halved(int kind, ivec2 fullBlock) {
  return 0.5 * (texelFetch(denoised, ivec3(fullBlock, 2 - kind), 0) +
                texelFetch(denoised, ivec3(fullBlock, 1 + kind), 0));
}

vec4 target(int kind, ivec2 fullOrigin, ivec2 pixel) {
  vec4 own = halved(kind, fullOrigin + pixel);
  if (masked == 0 && crossed == 0) return own;
  return mix(own, halved(3 - kind, fullOrigin + pixel), isExchanged(pixel));
}

// f(y1) - g1, or the same of 2, at one pixel of the half plane; crossed: f(y1) - g2.
vec4 consistencyDifference(int kind, ivec2 fullOrigin, ivec2 pixel) {
  return texelFetch(denoised, texelOf(fullOrigin + halfOffset(kind), pixel), 0) - target(kind, fullOrigin, pixel);
}

// f(y1) - y2, or the other way round.
vec4 residualDifference(int kind, ivec2 fullOrigin, ivec2 pixel) {
  return texelFetch(denoised, texelOf(fullOrigin + halfOffset(kind), pixel), 0) -
         texelFetch(images, texelOf(fullOrigin + halfOffset(3 - kind), pixel), 0);
}

vec4 smoothingSlope(ivec2 pixel) {
  return hasSmoothing == 0 ? vec4(0) : texelFetch(smoothingGradient, texelOf(vPlane.xy, pixel), 0);
}
`;

/** dL/dN(y) = -dL/df(y) in all planes: at most 20 fetches a block for ZS-N2N. */
export const outputGradient: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${planeFragment}
${differences}

vec4 halfGradient(ivec2 pixel) {
  ivec2 fullOrigin = vPlane.xy - halfOffset(vRole.x);
  return -(residualScale * residualDifference(vRole.x, fullOrigin, pixel) +
           consistencyScale * consistencyDifference(vRole.x, fullOrigin, pixel) + smoothingSlope(pixel));
}

void main() {
  ivec2 block = atlasBlock();
  ivec2 inPlane = block - vPlane.xy;
  if (vRole.x == 0) {
    vec4 first = 0.5 * consistencyScale * consistencyDifference(1, vPlane.xy, inPlane);
    vec4 second = 0.5 * consistencyScale * consistencyDifference(2, vPlane.xy, inPlane);
    bvec4 exchanged = isExchanged(inPlane);
    vec4 antiDiagonal = mix(first, second, exchanged);
    vec4 diagonal = mix(second, first, exchanged);
    store(block, diagonal, antiDiagonal, antiDiagonal, diagonal);
  } else {
    ivec2 pixel = 2 * inPlane;
    store(block, halfGradient(pixel), halfGradient(pixel + ivec2(1, 0)), halfGradient(pixel + ivec2(0, 1)),
          halfGradient(pixel + ivec2(1, 1)));
  }
}
`),
};

/**
 * The losses of each segment of a half plane, rows first: 5 fetches a pixel for ZS-N2N. The smoothing term is a square of
 * f, with d constant: half of f times its gradient.
 */
export const lossSum: ShaderSources = {
  vertex: segmentVertex(lossSums, [regionWidth, regionHeight]),
  fragment: shader(`
${segmentFragment}
${differences}

vec3 termsOf(ivec2 fullOrigin, ivec2 pixel) {
  vec4 residual = residualDifference(vRole.x, fullOrigin, pixel);
  vec4 consistency = consistencyDifference(vRole.x, fullOrigin, pixel);
  vec4 f = texelFetch(denoised, texelOf(vPlane.xy, pixel), 0);
  vec3 terms = vec3(residualScale * dot(residual, residual), consistencyScale * dot(consistency, consistency),
                    dot(f, smoothingSlope(pixel)));
  return all(lessThan(pixel, vPlane.wz)) ? terms : vec3(0);
}

void main() {
  vec3 sum = vec3(0);
  if (vRole.x != 0) {
    ivec2 fullOrigin = vPlane.xy - halfOffset(vRole.x);
    ivec2 start = 2 * (vSegment.xy - vPlane.xy);
    ivec2 end = 2 * (vSegment.zw - vPlane.xy);
    for (int y = start.y; y < end.y; y += 2) {
      vec3 row = vec3(0);
      for (int x = start.x; x < end.x; x += 2) {
        row += termsOf(fullOrigin, ivec2(x, y)) + termsOf(fullOrigin, ivec2(x + 1, y)) +
               termsOf(fullOrigin, ivec2(x, y + 1)) + termsOf(fullOrigin, ivec2(x + 1, y + 1));
      }
      sum += row;
    }
  }
  sum0 = vec4(0.5 * sum, 0.0);
  sum1 = sum2 = sum3 = vec4(0);
}
`),
};
