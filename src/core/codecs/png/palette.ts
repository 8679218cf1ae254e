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

/** The reverse of paletteTable: tRNS ends with the last entry that is not opaque. */
export function serializePalette({ colors, channels }: ColorTable): Pick<PngFile, 'palette' | 'transparency'> {
  const colorChannels = channels < 3 ? 1 : 3;
  const entries = colors.length / channels;
  const palette = new Uint8Array(entries * 3);
  const alphas = new Uint8Array(entries).fill(255);
  for (let entry = 0; entry < entries; entry++) {
    const at = entry * channels;
    for (let i = 0; i < 3; i++) palette[entry * 3 + i] = colors[at + Math.min(i, colorChannels - 1)]!;
    if (channels > colorChannels) alphas[entry] = colors[at + colorChannels]!;
  }
  const length = alphas.findLastIndex((alpha) => alpha !== 255) + 1;
  return { palette, transparency: length > 0 ? alphas.subarray(0, length) : undefined };
}

function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  }
  return true;
}
