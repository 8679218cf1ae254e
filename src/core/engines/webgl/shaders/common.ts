import { quads } from '../parameterTexels';

/** What a shader is linked from. */
export interface ShaderSources {
  readonly vertex: string;
  readonly fragment: string;
}

/**
 * Hidden layers hold 12 channel quads: 12 copies of the atlas, this many side by side and the rest above, which keeps
 * the texture about square. Images have one.
 */
export const hiddenGrid = [4, 3] as const;

/** Bytes of the Shape block in std140: four ivec2, eight 4-byte numbers, a vec4, three numbers, rounded up to 16. */
export const shapeBytes = 96;

const header = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2DArray;

layout(std140) uniform Shape {
  ivec2 atlasSize;         // blocks
  ivec2 firstHalfOffset;   // from a crop's full plane to its halves, blocks
  ivec2 secondHalfOffset;
  ivec2 regionGrid;        // columns and rows of the partial sums' regions
  int segments;
  int cropHeight;          // pixels
  int channels;
  int hiddenQuads;         // 12: a uniform, so that compilers do not unroll loops over all of them
  float residualScale;     // weights of the loss divided by the samples in all first halves
  float consistencyScale;
  float smoothingScale;
  float stability;         // C of the smoothing term
  vec4 luminance;
  int masked;              // whether the loss has a mask,
  int crossed;             // crossed consistency
  int hasSmoothing;        // and a smoothing term
};

// Where the atlas of a channel quad starts.
ivec2 quadOrigin(int quad) {
  return ivec2(quad % ${hiddenGrid[0]}, quad / ${hiddenGrid[0]}) * atlasSize;
}
`;

/** A shader with the declarations that all share in front. */
export const shader = (body: string): string => header + body;

const position = (texel: string, size: string) =>
  `gl_Position = vec4(2.0 * vec2(${texel}) / vec2(${size}) - 1.0, 0.0, 1.0);`;

/** Corners of a triangle strip that covers a rectangle. */
const corner = 'ivec2(gl_VertexID & 1, gl_VertexID >> 1)';

/** Draws every plane, in every channel quad for a hidden layer; one instance each. Nothing is drawn between planes. */
const planeVertex = (quadCount: number, [columns, rows]: readonly [number, number]) =>
  shader(`
layout(location = 0) in ivec4 plane;  // x, y in blocks, height, width in pixels
layout(location = 1) in ivec2 role;   // kind, crop
flat out ivec4 vPlane;
flat out ivec2 vRole;
flat out int vQuad;
void main() {
  vPlane = plane;
  vRole = role;
  vQuad = gl_InstanceID % ${quadCount};
  ivec2 texel = quadOrigin(vQuad) + plane.xy + ${corner} * ((plane.wz + 1) / 2);
  ${position('texel', `atlasSize * ivec2(${columns}, ${rows})`)}
}
`);

export const imageVertex = planeVertex(1, [1, 1]);
export const hiddenVertex = planeVertex(quads, hiddenGrid);

/** Draws an area of every segment's region; one instance each. */
export const segmentVertex = (
  area: { x: number; y: number; width: number; height: number },
  region: readonly [width: number, height: number],
) =>
  shader(`
layout(location = 0) in ivec4 plane;
layout(location = 1) in ivec2 role;
layout(location = 2) in ivec4 segment;  // left, top, right, bottom in blocks, ends exclusive
flat out ivec4 vPlane;
flat out ivec2 vRole;
flat out ivec4 vSegment;
flat out ivec2 vArea;
void main() {
  vPlane = plane;
  vRole = role;
  vSegment = segment;
  ivec2 region = ivec2(${region[0]}, ${region[1]});
  vArea = ivec2(gl_InstanceID % regionGrid.x, gl_InstanceID / regionGrid.x) * region + ivec2(${area.x}, ${area.y});
  ivec2 texel = vArea + ${corner} * ivec2(${area.width}, ${area.height});
  ${position('texel', 'regionGrid * region')}
}
`);

/** Draws the whole target. */
export const wholeVertex = shader(`
void main() {
  ${position(corner, 'ivec2(1)')}
}
`);

/** For the fragment shaders of planes: which block this is, and writing its four pixels. */
export const planeFragment = `
flat in ivec4 vPlane;
flat in ivec2 vRole;
flat in int vQuad;
layout(location = 0) out vec4 pixel0;
layout(location = 1) out vec4 pixel1;
layout(location = 2) out vec4 pixel2;
layout(location = 3) out vec4 pixel3;

// The block's position in the atlas.
ivec2 atlasBlock() {
  return ivec2(gl_FragCoord.xy) - quadOrigin(vQuad);
}

// Pixels beyond an odd edge must stay zero: they are padding to their neighbours.
void store(ivec2 block, vec4 v0, vec4 v1, vec4 v2, vec4 v3) {
  bvec2 inside = greaterThan(vPlane.wz - 2 * (block - vPlane.xy), ivec2(1));
  pixel0 = v0;
  pixel1 = inside.x ? v1 : vec4(0);
  pixel2 = inside.y ? v2 : vec4(0);
  pixel3 = all(inside) ? v3 : vec4(0);
}
`;

/** For the fragment shaders of segments: four texels at once. */
export const segmentFragment = `
flat in ivec4 vPlane;
flat in ivec2 vRole;
flat in ivec4 vSegment;
flat in ivec2 vArea;
layout(location = 0) out vec4 sum0;
layout(location = 1) out vec4 sum1;
layout(location = 2) out vec4 sum2;
layout(location = 3) out vec4 sum3;
`;

/** For the fragment shaders of half planes: where their pixels are. */
export const halfPlanes = `
ivec2 halfOffset(int kind) {
  return kind == 1 ? firstHalfOffset : secondHalfOffset;
}

// The texel of a plane's pixel.
ivec3 texelOf(ivec2 origin, ivec2 pixel) {
  return ivec3(origin + (pixel >> 1), 2 * (pixel.y & 1) + (pixel.x & 1));
}
`;

/** For the fragment shaders that make pairs of halves; needs vRole. */
export const maskAccess = `
uniform sampler2DArray masks;  // a layer for each step: the batch's masks one above the other
uniform int stepIndex;

// The channels in which the halves' samples at this pixel are exchanged.
bvec4 maskAt(ivec2 pixel) {
  return notEqual(texelFetch(masks, ivec3(pixel.x, pixel.y + vRole.y * cropHeight / 2, stepIndex), 0), vec4(0));
}
`;

/** Four neighbouring texels of the parameters: column j is what input j gives to four outputs. */
export const filterAccess = `
uniform sampler2DArray parameters;
mat4 filterAt(int row, int quad) {
  return mat4(
    texelFetch(parameters, ivec3(4 * quad, row, 0), 0),
    texelFetch(parameters, ivec3(4 * quad + 1, row, 0), 0),
    texelFetch(parameters, ivec3(4 * quad + 2, row, 0), 0),
    texelFetch(parameters, ivec3(4 * quad + 3, row, 0), 0));
}
`;
