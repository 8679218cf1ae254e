import { DenoiseError } from '../../errors';
import { text } from '../../text';
import type { ColorTable } from '../colorTable';
import type { NoteTaker } from '../notes';
import type { Directory } from './directory';
import { Tag } from './tags';

/**
 * ColorMap's planes of red, green and blue. Palettes of old writers hold levels of 0 to 255 in place of 16 bits: as libtiff
 * has it, those without a level from 256 are taken to. A palette of another length than the depth calls for is read as far
 * as it goes.
 * @throws DenoiseError `damaged` when there is none.
 */
export function readColorMap(directory: Directory, bitDepth: number, notes: NoteTaker): Uint16Array {
  const values = directory.numbers(Tag.colorMap) ?? [];
  const needed = 3 * 2 ** bitDepth;
  if (values.length === 0 || values.length % 3 !== 0) {
    throw new DenoiseError(
      'damaged',
      text('The TIFF palette (tag 320) has {0} values instead of {1}.', values.length, needed),
    );
  }
  if (values.length !== needed) {
    notes.add(text('The TIFF palette (tag 320) has {0} values instead of {1}.', values.length, needed));
  }
  return holdsBytes(values) ? Uint16Array.from(values, widened) : Uint16Array.from(values);
}

/** Whether the levels are those of 8 bits. */
function holdsBytes(values: ArrayLike<number>): boolean {
  return Array.prototype.every.call(values, (value) => value < 256);
}

/** A level of 8 bits as one of 16. */
const widened = (value: number) => value * 257;

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

/**
 * The reverse of colorTable, with as many entries as indices of `bitDepth` reach; undefined when it would be taken for one
 * of 8 bits (see readColorMap), as all its colours are nearly black and none is to spare for white.
 */
export function colorMapOf({ colors, channels }: ColorTable, bitDepth: number): Uint16Array | undefined {
  const entries = 2 ** bitDepth;
  const colorMap = new Uint16Array(3 * entries);
  for (let entry = 0; entry < colors.length / channels; entry++) {
    for (let i = 0; i < 3; i++) colorMap[i * entries + entry] = colors[entry * channels + (channels === 1 ? 0 : i)]!;
  }
  if (!holdsBytes(colorMap)) return colorMap;
  if (colors.length / channels === entries) return undefined;
  for (let i = 1; i <= 3; i++) colorMap[i * entries - 1] = 0xffff;
  return colorMap;
}
