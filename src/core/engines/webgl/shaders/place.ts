import { imageVertex, maskAccess, planeFragment, type ShaderSources, shader } from './common';

/**
 * Lays a step's crops out in the atlas, y as it is and halved by D1 (anti-diagonals) and D2 (diagonals), which a mask may
 * exchange. At most 8 fetches a block without a mask, 20 with one.
 */
export const place: ShaderSources = {
  vertex: imageVertex,
  fragment: shader(`
${planeFragment}
${maskAccess}
uniform sampler2DArray crops;  // a layer for each step: the batch's crops one above the other

vec4 source(ivec2 pixel) {
  vec4 value = texelFetch(crops, ivec3(pixel.x, pixel.y + vRole.y * cropHeight, stepIndex), 0);
  return mix(vec4(0), value, lessThan(ivec4(0, 1, 2, 3), ivec4(channels)));
}

vec4 halved(int kind, ivec2 pixel) {
  ivec2 across = kind == 1 ? ivec2(1, 0) : ivec2(0, 0);
  return 0.5 * (source(2 * pixel + across) + source(2 * pixel + 1 - across));
}

vec4 pixelOfPlane(ivec2 pixel) {
  if (vRole.x == 0) return source(pixel);
  vec4 own = halved(vRole.x, pixel);
  return masked == 0 ? own : mix(own, halved(3 - vRole.x, pixel), maskAt(pixel));
}

void main() {
  ivec2 block = atlasBlock();
  ivec2 pixel = 2 * (block - vPlane.xy);
  store(block, pixelOfPlane(pixel), pixelOfPlane(pixel + ivec2(1, 0)), pixelOfPlane(pixel + ivec2(0, 1)),
        pixelOfPlane(pixel + ivec2(1, 1)));
}
`),
};
