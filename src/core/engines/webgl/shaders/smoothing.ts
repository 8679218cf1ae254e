import { smoothingRadius } from '../../../networks/loss';
import { halfPlanes, imageVertex, planeFragment, type ShaderSources, shader } from './common';

/*
 * The smoothing term (see SmoothingTerm) in the half planes; in full planes these passes write zeros. Windows are cut off
 * at the edges of a plane, not at those of a block.
 */

const windows = `
${planeFragment}
${halfPlanes}

ivec2 firstOf(ivec2 pixel) {
  return max(pixel - ${smoothingRadius}, 0);
}

ivec2 endOf(ivec2 pixel) {
  return min(pixel + ${smoothingRadius + 1}, vPlane.wz);
}

float windowPixels(ivec2 pixel) {
  ivec2 size = endOf(pixel) - firstOf(pixel);
  return float(size.x * size.y);
}
`;

/** Draws `valueOf(pixel)` at the four pixels of a block of a half plane. */
const perPixel = `
void main() {
  ivec2 block = atlasBlock();
  ivec2 pixel = 2 * (block - vPlane.xy);
  if (vRole.x == 0) store(block, vec4(0), vec4(0), vec4(0), vec4(0));
  else store(block, valueOf(pixel), valueOf(pixel + ivec2(1, 0)), valueOf(pixel + ivec2(0, 1)), valueOf(pixel + 1));
}
`;

/** The standard deviation of the luminance in every window: 200 fetches a block. */
export const contrast: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${windows}
uniform sampler2DArray denoised;

vec4 valueOf(ivec2 pixel) {
  ivec2 first = firstOf(pixel), end = endOf(pixel);
  float sum = 0.0;
  for (int y = first.y; y < end.y; y++) {
    for (int x = first.x; x < end.x; x++) sum += dot(luminance, texelFetch(denoised, texelOf(vPlane.xy, ivec2(x, y)), 0));
  }
  float mean = sum / windowPixels(pixel);
  float squares = 0.0;
  for (int y = first.y; y < end.y; y++) {
    for (int x = first.x; x < end.x; x++) {
      float difference = dot(luminance, texelFetch(denoised, texelOf(vPlane.xy, ivec2(x, y)), 0)) - mean;
      squares += difference * difference;
    }
  }
  return vec4(sqrt(squares / windowPixels(pixel)));
}
${perPixel}
`),
};

/** (1 - d)^2 (f - mean), the gradient by f where the mean is taken to be constant: 112 fetches a block. */
export const detail: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${windows}
uniform sampler2DArray denoised;
uniform sampler2DArray contrast;

vec4 valueOf(ivec2 pixel) {
  ivec2 first = firstOf(pixel), end = endOf(pixel);
  vec4 sum = vec4(0);
  for (int y = first.y; y < end.y; y++) {
    for (int x = first.x; x < end.x; x++) sum += texelFetch(denoised, texelOf(vPlane.xy, ivec2(x, y)), 0);
  }
  vec4 difference = texelFetch(denoised, texelOf(vPlane.xy, pixel), 0) - sum / windowPixels(pixel);
  ivec2 otherOrigin = vPlane.xy - halfOffset(vRole.x) + halfOffset(3 - vRole.x);
  float own = texelFetch(contrast, texelOf(vPlane.xy, pixel), 0).x;
  float other = texelFetch(contrast, texelOf(otherOrigin, pixel), 0).x;
  // 1 - d, without the difference of two numbers close to one.
  float disagreement = ((own - other) * (own - other) + stability) / (own * own + other * other + stability);
  return smoothingScale * disagreement * disagreement * difference;
}
${perPixel}
`),
};

/** The gradient by f: a pixel also lies, with the opposite sign, in the means of its window. 104 fetches a block. */
export const smoothingGradient: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${windows}
uniform sampler2DArray detail;

vec4 valueOf(ivec2 pixel) {
  ivec2 first = firstOf(pixel), end = endOf(pixel);
  vec4 value = texelFetch(detail, texelOf(vPlane.xy, pixel), 0);
  for (int y = first.y; y < end.y; y++) {
    for (int x = first.x; x < end.x; x++) {
      value -= texelFetch(detail, texelOf(vPlane.xy, ivec2(x, y)), 0) / windowPixels(ivec2(x, y));
    }
  }
  return value;
}
${perPixel}
`),
};
