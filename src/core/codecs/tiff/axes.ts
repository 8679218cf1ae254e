import type { ImageAxis } from '../codec';

/**
 * What the pages of a file stand for, as ImageDescription says: that of ImageJ ("ImageJ=1.53\nimages=60\nchannels=3\n...")
 * or of OME-TIFF (XML with a Pixels element).
 *
 * @param pages how many there are; a description that means another number is about something else.
 * @returns the axis along which neighbouring pages lie first; only axes of more than one page.
 */
export function pageAxes(description: string | undefined, pages: number): ImageAxis[] | undefined {
  const axes = description?.startsWith('ImageJ=') ? imageJAxes(description) : omeAxes(description ?? '');
  const counted = axes.reduce((product, { count }) => product * count, 1);
  const known = axes.filter(({ count }) => count > 1);
  return known.length > 0 && counted === pages ? known : undefined;
}

/** ImageJ's order is fixed. */
function imageJAxes(description: string): ImageAxis[] {
  const count = (key: string) => Number(new RegExp(`^${key}=(\\d+)$`, 'm').exec(description)?.[1] ?? 1);
  return [
    { name: 'Channel', count: count('channels') },
    { name: 'Slice', count: count('slices') },
    { name: 'Time', count: count('frames') },
  ];
}

const omeNames: Record<string, ImageAxis['name']> = { C: 'Channel', Z: 'Slice', T: 'Time' };

/** OME-XML's DimensionOrder names the axes, X and Y first. A channel of several samples a pixel is one page. */
function omeAxes(description: string): ImageAxis[] {
  const pixels = /<(?:\w+:)?Pixels\s[^>]*>/.exec(description)?.[0];
  const order = pixels && /\sDimensionOrder="XY([CZT]{3})"/.exec(pixels)?.[1];
  if (!pixels || !order) return [];
  const samplesPerPixel = Number(/\sSamplesPerPixel="(\d+)"/.exec(description)?.[1] ?? 1);
  return [...order].map((letter) => {
    const size = Number(new RegExp(`\\sSize${letter}="(\\d+)"`).exec(pixels)?.[1] ?? 1);
    return { name: omeNames[letter]!, count: letter === 'C' ? size / samplesPerPixel : size };
  });
}
