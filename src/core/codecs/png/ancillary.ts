import type { PngChunk } from './chunks';
import { ColorType, type PngHeader } from './header';

/** Where a chunk may stand (PNG table 5.3), besides after IHDR and before IEND. */
type Place = 'before-palette' | 'after-palette' | 'before-data' | 'anywhere';

interface Rule {
  readonly place: Place;
  /** Bytes of data; absent when it is not always the same. */
  readonly length?: (header: PngHeader, palette: Uint8Array | undefined) => number;
}

const fixed = (place: Place, length: number): Rule => ({ place, length: () => length });

/** Of the chunks that there may be once; those of other names may stand anywhere, any number of times. */
const rules: Readonly<Record<string, Rule>> = {
  cHRM: fixed('before-palette', 32),
  cICP: fixed('before-palette', 4),
  gAMA: fixed('before-palette', 4),
  iCCP: { place: 'before-palette' },
  mDCV: fixed('before-palette', 24),
  cLLI: fixed('before-palette', 8),
  sBIT: { place: 'before-palette', length: significantBitsLength },
  sRGB: fixed('before-palette', 1),
  bKGD: { place: 'after-palette', length: backgroundLength },
  hIST: { place: 'after-palette', length: (_header, palette) => ((palette?.length ?? 0) / 3) * 2 },
  pHYs: fixed('before-data', 9),
  oFFs: fixed('before-data', 9),
  pCAL: { place: 'before-data' },
  sCAL: { place: 'before-data' },
  sTER: fixed('before-data', 1),
  eXIf: { place: 'anywhere' },
  tIME: fixed('anywhere', 7),
};

function significantBitsLength({ colorType }: PngHeader): number {
  const lengths = {
    [ColorType.grey]: 1,
    [ColorType.rgb]: 3,
    [ColorType.palette]: 3,
    [ColorType.greyAlpha]: 2,
    [ColorType.rgbAlpha]: 4,
  };
  return lengths[colorType];
}

function backgroundLength({ colorType }: PngHeader): number {
  if (colorType === ColorType.palette) return 1;
  return colorType === ColorType.grey || colorType === ColorType.greyAlpha ? 2 : 6;
}

/** Chunks of metadata, by where they stand; see PngFile. */
export interface Metadata {
  readonly beforePalette: readonly PngChunk[];
  readonly beforeData: readonly PngChunk[];
  readonly afterData: readonly PngChunk[];
}

export interface OrderedMetadata {
  readonly metadata: Metadata;
  /** Types of chunks that are there twice or have an impossible length. */
  readonly dropped: readonly string[];
  /** Types of chunks that were not where they belong. */
  readonly moved: readonly string[];
}

/**
 * Puts metadata in the order that PNG asks for. libpng passes over chunks that are out of place, there twice or of a wrong
 * length; the first are kept here, because nothing else is wrong with them.
 */
export function orderMetadata(found: Metadata, header: PngHeader, palette: Uint8Array | undefined): OrderedMetadata {
  const seen = new Set<string>();
  const dropped = new Set<string>();
  const moved = new Set<string>();
  const ordered = { beforePalette: [] as PngChunk[], beforeData: [] as PngChunk[], afterData: [] as PngChunk[] };
  for (const part of ['beforePalette', 'beforeData', 'afterData'] as const) {
    for (const chunk of found[part]) {
      const rule = Object.hasOwn(rules, chunk.type) ? rules[chunk.type] : undefined;
      if (rule && (seen.has(chunk.type) || (rule.length && rule.length(header, palette) !== chunk.data.length))) {
        dropped.add(chunk.type);
        continue;
      }
      seen.add(chunk.type);
      const right = rule ? rightPart(rule.place, part, palette !== undefined) : part;
      if (right !== part) moved.add(chunk.type);
      ordered[right].push(chunk);
    }
  }
  return { metadata: ordered, dropped: [...dropped], moved: [...moved] };
}

/** The part for a chunk that was found in another one, or that one when it may stand there. */
function rightPart(place: Place, found: keyof Metadata, hasPalette: boolean): keyof Metadata {
  if (place === 'anywhere') return found;
  if (place === 'after-palette' && hasPalette) return 'beforeData';
  if (place === 'before-palette' && hasPalette) return 'beforePalette';
  return found === 'afterData' ? 'beforeData' : found;
}
