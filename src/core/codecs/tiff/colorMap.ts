import type { ColorTable } from '../colorTable';

/** ColorMap's planes of red, green and blue as colours, or as levels of grey. */
export function colorTable(colorMap: Uint16Array): ColorTable {
  const entries = colorMap.length / 3;
  if (isGreyMap(colorMap)) return { colors: colorMap.slice(0, entries), channels: 1 };
  const colors = colorMap.map((_, i) => colorMap[(i % 3) * entries + Math.floor(i / 3)]!);
  return { colors, channels: 3 };
}

/** Grey palettes are told apart because denoising three equal channels costs three times as much and would colour them. */
export function isGreyMap(colorMap: Uint16Array): boolean {
  const entries = colorMap.length / 3;
  return colorMap.every((value, i) => value === colorMap[i % entries]);
}

/** The reverse of colorTable, with as many entries as indices of `bitDepth` reach. */
export function colorMapOf({ colors, channels }: ColorTable, bitDepth: number): Uint16Array {
  const entries = 2 ** bitDepth;
  const colorMap = new Uint16Array(3 * entries);
  for (let entry = 0; entry < colors.length / channels; entry++) {
    for (let i = 0; i < 3; i++) colorMap[i * entries + entry] = colors[entry * channels + (channels === 1 ? 0 : i)]!;
  }
  return colorMap;
}
