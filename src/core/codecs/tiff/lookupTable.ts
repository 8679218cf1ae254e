import type { PageLayout } from './pageLayout';

/** Largest step between neighbouring colours of a gradual table, in 16-bit levels: a sixteenth of the range. */
const largestStep = 4096;

/**
 * Whether a palette colours intensities for display, as ImageJ's lookup tables (Fire, Green, HiLo...) do: neighbouring
 * entries have similar colours, except for the first and the last, which may mark black and white. Pixels are then
 * measurements, and the mean of two of them means something, which it does not in the palette of a drawing.
 *
 * @param colorMap 16-bit colours: all reds, all greens, all blues.
 */
function isLookupTable(colorMap: Uint16Array): boolean {
  const entries = colorMap.length / 3;
  if (entries < 256) return false;
  for (let start = 0; start < colorMap.length; start += entries) {
    for (let i = start + 2; i < start + entries - 1; i++) {
      if (Math.abs(colorMap[i]! - colorMap[i - 1]!) > largestStep) return false;
    }
  }
  return true;
}

/**
 * A page with a lookup table as a page of intensities, whose table is kept as it is. Only for the files of software that
 * means it so: in others a gradual palette may be a palette all the same.
 */
export function asIntensities(layout: PageLayout): PageLayout {
  return layout.colorMap && isLookupTable(layout.colorMap) ? { ...layout, colorMap: undefined } : layout;
}
