import type { ColorTable } from '../colorTable';
import type { PngFile } from './structure';

/**
 * PLTE and tRNS as one table: grey when every entry is grey, else RGB; with alpha when some entry is not opaque.
 * Entries that tRNS leaves out are opaque. Grey palettes are told apart because denoising three equal channels costs
 * three times as much and would colour the result.
 */
export function paletteTable({ palette, transparency }: PngFile): ColorTable {
  const rgb = palette ?? new Uint8Array();
  const colorChannels = isGrey(rgb) ? 1 : 3;
  const hasAlpha = transparency?.some((alpha) => alpha !== 255) ?? false;
  const channels = colorChannels + (hasAlpha ? 1 : 0);
  const colors = new Uint8Array((rgb.length / 3) * channels).fill(255);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += channels) {
    colors.set(rgb.subarray(from, from + colorChannels), to);
  }
  if (hasAlpha) {
    transparency?.forEach((alpha, entry) => {
      colors[entry * channels + colorChannels] = alpha;
    });
  }
  return { colors, channels };
}

function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  }
  return true;
}
