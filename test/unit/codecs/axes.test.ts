import { describe, expect, it } from 'vitest';
import { openImage } from '../../../src/core/codecs/registry';
import { pageAxes } from '../../../src/core/codecs/tiff/axes';
import { readFixture } from './fixtures';

const ome = (attributes: string) => `<?xml version="1.0"?><OME><Image><Pixels ${attributes}>
  <Channel ID="Channel:0:0" SamplesPerPixel="1"/></Pixels></Image></OME>`;

describe('axes of a stack', () => {
  it.each([
    ['ImageJ=1.53t\nimages=24\nchannels=2\nslices=4\nframes=3\nhyperstack=true\n', 'Channel 2, Slice 4, Time 3'],
    ['ImageJ=1.53t\nimages=24\nframes=24\n', 'Time 24'],
    [ome('DimensionOrder="XYZTC" SizeX="9" SizeY="9" SizeC="2" SizeT="4" SizeZ="3"'), 'Slice 3, Time 4, Channel 2'],
    [ome('SizeC="1" SizeT="24" SizeZ="1" DimensionOrder="XYCZT"'), 'Time 24'],
  ])('%j', (description, axes) => {
    expect(
      pageAxes(description, 24)
        ?.map(({ name, count }) => `${name} ${count}`)
        .join(', '),
    ).toBe(axes);
  });

  it('counts a colour image as one page of OME', () => {
    const description = ome('DimensionOrder="XYCZT" SizeC="3" SizeT="1" SizeZ="5"').replace('"1"/>', '"3"/>');
    expect(pageAxes(description, 5)).toEqual([{ name: 'Slice', count: 5 }]);
  });

  it.each([undefined, 'a picture', 'ImageJ=1.53t\nimages=24\nslices=23\n', ome('SizeC="24"')])(
    'are unknown of %j',
    (description) => {
      expect(pageAxes(description, 24)).toBeUndefined();
    },
  );

  it('are told with the file, as are its orientation and polarity', async () => {
    const stack = await openImage(readFixture('tiff/imagej-stack.tif'));
    expect(stack.info.axes).toEqual([{ name: 'Slice', count: 4 }]);
    const negative = await openImage(readFixture('tiff/white-is-zero.tif'));
    expect(negative.info).toMatchObject({ whiteIsZero: true });
    expect(negative.info.axes).toBeUndefined();
  });
});
