import { DenoiseError } from '../errors';
import type { FormatId } from './codec';
import { supportedCompressions } from './tiff/compression';
import { compressionName } from './tiff/names';

/**
 * `written`: read, and written as it was. `converted`: read and shown, written in another way, which a note tells.
 * `copied`: a page that is not shown but copied as it is when other pages of the file can be read. `refused`: the file
 * cannot be opened.
 */
export type Support = 'written' | 'converted' | 'copied' | 'refused';

/** Something that files of a format may have. */
export interface FormatFeature {
  readonly format: FormatId;
  readonly kind: 'samples' | 'colour' | 'compression' | 'layout';
  readonly name: string;
  readonly support: Support;
  /** What becomes of it in writing, when this is not what it was. */
  readonly writtenAs?: string;
}

const written = (format: FormatId, kind: FormatFeature['kind'], ...names: string[]): FormatFeature[] =>
  names.map((name) => ({ format, kind, name, support: 'written' }));

const copied = (kind: FormatFeature['kind'], ...names: string[]): FormatFeature[] =>
  names.map((name) => ({ format: 'tiff', kind, name, support: 'copied' }));

const pngFeatures: readonly FormatFeature[] = [
  ...written('png', 'samples', '1, 2, 4, 8 and 16-bit unsigned integers'),
  ...written('png', 'colour', 'grey, RGB, alpha, one transparent colour (tRNS)'),
  {
    format: 'png',
    kind: 'colour',
    name: 'palette, with or without alpha',
    support: 'converted',
    writtenAs: '8-bit RGB or grey when new colours come up, or a new palette when asked for',
  },
  ...written('png', 'compression', 'Deflate'),
  ...written('png', 'layout', 'interlaced (Adam7) or not'),
  { format: 'png', kind: 'layout', name: 'animations (APNG), files changed for iOS (CgBI)', support: 'refused' },
];

/** Compressions by name; those with two numbers, such as Deflate, once. */
function compressionFeatures(): FormatFeature[] {
  const features = new Map<string, FormatFeature>();
  for (const { tag, writable } of supportedCompressions()) {
    const name = compressionName(tag);
    features.set(
      name,
      writable
        ? { format: 'tiff', kind: 'compression', name, support: 'written' }
        : { format: 'tiff', kind: 'compression', name, support: 'converted', writtenAs: 'Deflate' },
    );
  }
  return [...features.values()];
}

const tiffFeatures: readonly FormatFeature[] = [
  ...written(
    'tiff',
    'samples',
    'unsigned integers of 1 to 16 and 32 bits',
    'signed integers of 8, 16 and 32 bits',
    'floats of 16, 32 and 64 bits',
  ),
  ...copied('samples', 'floats of 24 bits, complex numbers, 64-bit integers, channels of different depths'),
  ...written('tiff', 'colour', 'grey (black or white is zero), RGB, alpha and other extra channels', 'CMYK'),
  {
    format: 'tiff',
    kind: 'colour',
    name: 'palette',
    support: 'converted',
    writtenAs: '16-bit RGB or grey when new colours come up, or a new palette when asked for',
  },
  ...written('tiff', 'colour', "ImageJ's lookup tables (as intensities)"),
  {
    format: 'tiff',
    kind: 'colour',
    name: 'YCbCr of 8 bits, subsampled or not',
    support: 'converted',
    writtenAs: '8-bit RGB',
  },
  ...copied('colour', 'L*a*b*, LogLuv, colour filter arrays, transparency masks'),
  ...compressionFeatures(),
  ...copied('compression', 'all others'),
  ...written(
    'tiff',
    'layout',
    'classic and BigTIFF in both byte orders',
    'strips and tiles, chunky and planar, predictors 2 and 3',
    'many pages, ImageJ stacks behind one directory',
  ),
  { format: 'tiff', kind: 'layout', name: 'MetaMorph stacks', support: 'converted', writtenAs: 'pages' },
  {
    format: 'tiff',
    kind: 'layout',
    name: 'sparse files',
    support: 'converted',
    writtenAs: 'files with all strips or tiles, missing ones as zeros',
  },
];

/** What is read, shown and written, by format. */
export const formatFeatures: readonly FormatFeature[] = [...pngFeatures, ...tiffFeatures];

const headings: Record<Support, string> = {
  written: 'read, shown, denoised, written as it was',
  converted: 'read, shown, denoised',
  copied: 'not shown; in a file with other pages copied as it is, else refused',
  refused: 'refused',
};

/** The table of the documentation, in Markdown. */
export function featureTable(features: readonly FormatFeature[] = formatFeatures): string {
  const rows = features.map(({ format, kind, name, support, writtenAs }) => {
    const how = writtenAs ? `${headings[support]}; written as ${writtenAs}` : headings[support];
    return [format.toUpperCase(), kind, name, how];
  });
  return markdownTable(['Format', '', 'Feature', 'Support'], rows);
}

/** The table in short: a row for each kind of feature. */
export function featureSummary(features: readonly FormatFeature[] = formatFeatures): string {
  const rows = new Map<string, FormatFeature[]>();
  for (const feature of features) {
    const key = `${feature.format} ${feature.kind}`;
    rows.set(key, [...(rows.get(key) ?? []), feature]);
  }
  const cells = [...rows.values()].map((alike) => [
    alike[0]!.format.toUpperCase(),
    alike[0]!.kind,
    namesOf(alike, ['written']),
    namesOf(alike, ['converted']),
    namesOf(alike, ['copied', 'refused']),
  ]);
  return markdownTable(['Format', '', 'Written as it was', 'Written in another way', 'Not shown'], cells);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replace(/ +/g, ' ');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** An error that says what a file has and, from the table, what it could have instead. */
export function unsupportedFeature(format: FormatId, kind: FormatFeature['kind'], what: string): DenoiseError {
  const ofKind = formatFeatures.filter((feature) => feature.format === format && feature.kind === kind);
  const known = namesOf(ofKind, ['written', 'converted']);
  return new DenoiseError(
    'unsupported',
    `${what}, which is not supported in ${format.toUpperCase()} files. Save the image with one of these: ${known}.`,
  );
}

function namesOf(features: readonly FormatFeature[], supports: readonly Support[]): string {
  return features
    .filter(({ support }) => supports.includes(support))
    .map(({ name }) => name)
    .join('; ');
}
