import { describe, expect, it } from 'vitest';
import { blocksOf, type Plane, trainingAtlas } from '../../../src/core/engines/webgl/atlas';
import {
  hiddenFilterSums,
  inputFilterSums,
  lossSums,
  outputFilterSums,
  regionGrid,
  regionHeight,
  regionWidth,
} from '../../../src/core/engines/webgl/gradientSums';
import { packParameters, unpackParameters } from '../../../src/core/engines/webgl/parameterTexels';
import { parameterCount } from '../../../src/core/networks/zsN2n';
import { randomFloats } from './randomFloats';

/** The blocks of a rectangle as text, to count and compare. */
function blocks(left: number, top: number, right: number, bottom: number): string[] {
  const result: string[] = [];
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) result.push(`${x},${y}`);
  return result;
}
const blocksOfPlane = ({ x, y, height, width }: Plane, border = 0) =>
  blocks(x - border, y - border, x + blocksOf(width) + border, y + blocksOf(height) + border);

describe.each([
  [2, 2, 1],
  [2, 4, 3],
  [10, 6, 7],
  [24, 24, 1],
  [200, 40, 2],
])('the atlas of crops of %i rows by %i columns, %i of them', (height, width, batch) => {
  const atlas = trainingAtlas(height, width, batch);

  it('keeps a border of empty blocks around every plane, within the texture', () => {
    const taken = new Map<string, Plane>();
    for (const plane of atlas.planes) for (const block of blocksOfPlane(plane)) taken.set(block, plane);
    const texture = new Set(blocks(0, 0, atlas.width, atlas.height));
    for (const plane of atlas.planes) {
      const around = blocksOfPlane(plane, 1);
      expect(around.filter((block) => !texture.has(block))).toEqual([]);
      expect(around.filter((block) => (taken.get(block) ?? plane) !== plane)).toEqual([]);
    }
    expect(taken.size).toBe(atlas.planes.flatMap((plane) => blocksOfPlane(plane)).length);
  });

  it('has segments that cover every block of every plane once', () => {
    const covered = atlas.segments.flatMap(({ left, top, right, bottom }) => blocks(left, top, right, bottom));
    expect(covered.sort()).toEqual(atlas.planes.flatMap((plane) => blocksOfPlane(plane)).sort());
  });
});

describe('the partial sums', () => {
  it('have areas that do not overlap and fit into a region', () => {
    const texels = [hiddenFilterSums, inputFilterSums, outputFilterSums, lossSums].flatMap(({ x, y, width, height }) =>
      blocks(x, y, x + width, y + height),
    );
    const region = new Set(blocks(0, 0, regionWidth, regionHeight));
    expect(new Set(texels).size).toBe(texels.length);
    expect(texels.filter((texel) => !region.has(texel))).toEqual([]);
  });

  it.each([1, 3, 64, 1000])('have a region for each of %i segments in a texture that every GPU allows', (segments) => {
    const [columns, rows] = regionGrid(segments);
    expect(columns * rows).toBeGreaterThanOrEqual(segments);
    expect(Math.max(columns * regionWidth, rows * regionHeight)).toBeLessThanOrEqual(2048);
  });
});

it.each([1, 2, 3, 4])('parameters for %i channels come back from their texels as they were', (channels) => {
  const parameters = randomFloats(parameterCount(channels), 4);
  expect(unpackParameters(packParameters(parameters, channels), channels)).toEqual(parameters);
});
