import type { PngChunk } from './chunks';
import { ColorType, type PngHeader } from './header';
import type { PngFile } from './structure';

/**
 * Chunks that stay true when only pixel values change, though the case of their name may say otherwise: that bit is for
 * editors that do not know the chunk.
 */
const stillTrue = new Set(
  'gAMA cHRM sRGB iCCP cICP mDCV mDCv cLLI cLLi pHYs sBIT tEXt zTXt iTXt eXIf tIME bKGD sPLT oFFs pCAL sCAL sTER'.split(
    ' ',
  ),
);

/** Chunks that speak of palette entries or of the depth of the palette's colours. */
const ofPalette = new Set(['hIST', 'sBIT']);

export interface KeptMetadata {
  readonly metadata: PngFile['metadata'];
  /** Types of the chunks that cannot be kept, each once. */
  readonly dropped: readonly string[];
}

/**
 * The chunks to write along with changed samples (PNG section 14.2).
 * @param output the file to write; its colour type is the source's, or RGB or grey for a source with a palette.
 */
export function keepMetadata(source: PngFile, output: Pick<PngFile, 'header' | 'palette'>): KeptMetadata {
  const leavesPalette = source.header.colorType !== output.header.colorType;
  const newPalette = !leavesPalette && source.palette !== output.palette;
  const dropped = new Set<string>();
  const keep = (chunks: readonly PngChunk[]) =>
    chunks.flatMap((chunk) => {
      if (leavesPalette && chunk.type === 'bKGD') return backgroundWithoutPalette(chunk, source, output.header);
      const safe = stillTrue.has(chunk.type) || (chunk.type === 'hIST' && source.palette) || isSafeToCopy(chunk.type);
      const wrong =
        (leavesPalette && ofPalette.has(chunk.type)) ||
        (newPalette && (chunk.type === 'hIST' || (chunk.type === 'bKGD' && !hasSameBackground(source, output))));
      if (safe && !wrong) return [chunk];
      dropped.add(chunk.type);
      return [];
    });
  const { beforePalette, beforeData, afterData } = source.metadata;
  const metadata = {
    beforePalette: keep(beforePalette),
    beforeData: keep(beforeData),
    afterData: keep(afterData),
  };
  return { metadata, dropped: [...dropped] };
}

/** A lower-case fourth letter (PNG section 5.4). */
function isSafeToCopy(type: string): boolean {
  return type[3]! >= 'a';
}

/** The palette entry that bKGD names, if there is one. */
export function backgroundIndex({ palette, metadata }: PngFile): number | undefined {
  const index = metadata.beforeData.find(({ type }) => type === 'bKGD')?.data[0];
  return index !== undefined && palette && index * 3 < palette.length ? index : undefined;
}

function hasSameBackground(source: PngFile, output: Pick<PngFile, 'palette'>): boolean {
  const start = (backgroundIndex(source) ?? 256) * 3;
  return [0, 1, 2].every((i) => source.palette?.[start + i] === output.palette?.[start + i]);
}

/** bKGD as 16-bit samples instead of a palette index; nothing when the index is not in the palette. */
function backgroundWithoutPalette({ type, data }: PngChunk, { palette }: PngFile, output: PngHeader): PngChunk[] {
  const start = (data[0] ?? 256) * 3;
  const color = palette?.subarray(start, start + 3);
  if (color?.length !== 3) return [];
  const grey = output.colorType === ColorType.grey || output.colorType === ColorType.greyAlpha;
  const samples = grey ? [color[0]!] : [...color];
  return [{ type, data: Uint8Array.from(samples.flatMap((sample) => [0, sample])) }];
}
