import { DenoiseError } from '../errors';
import { inEnglish, type Phrase, type Text, text } from '../text';
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
  /** A text where messages list it (see unsupportedFeature) and it is not the same in every language. */
  readonly name: Phrase;
  readonly support: Support;
  /** What becomes of it in writing, when this is not what it was. */
  readonly writtenAs?: string;
}

const written = (format: FormatId, kind: FormatFeature['kind'], ...names: Phrase[]): FormatFeature[] =>
  names.map((name) => ({ format, kind, name, support: 'written' }));

const copied = (kind: FormatFeature['kind'], ...names: string[]): FormatFeature[] =>
  names.map((name) => ({ format: 'tiff', kind, name, support: 'copied' }));

const pngFeatures: readonly FormatFeature[] = [
  ...written('png', 'samples', text('1, 2, 4, 8 and 16-bit unsigned integers')),
  ...written('png', 'colour', text('grey, RGB, alpha, one transparent colour (tRNS)')),
  {
    format: 'png',
    kind: 'colour',
    name: text('palette, with or without alpha'),
    support: 'converted',
    writtenAs: '8-bit RGB or grey when new colours come up, or a new palette when asked for',
  },
  ...written('png', 'compression', 'Deflate'),
  ...written('png', 'layout', text('interlaced (Adam7) or not')),
  { format: 'png', kind: 'layout', name: 'animations (APNG), files changed for iOS (CgBI)', support: 'refused' },
];

/** Compressions by name; those with two numbers, such as Deflate, once. */
function compressionFeatures(): FormatFeature[] {
  const features = new Map<Phrase, FormatFeature>();
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
    text('unsigned integers of 1 to 16, 32 and 64 bits'),
    text('signed integers of 8, 16, 32 and 64 bits'),
    text('floats of 16, 32 and 64 bits'),
  ),
  ...copied('samples', 'floats of 24 bits, complex numbers, 64-bit integers beyond 2^53, channels of different depths'),
  ...written(
    'tiff',
    'colour',
    text('grey (black or white is zero), RGB, alpha'),
    'CMYK',
    text('L*a*b* of 8 and 16 bits'),
    text('any number of channels, such as dyes, bands, infrared'),
  ),
  {
    format: 'tiff',
    kind: 'colour',
    name: text('palette'),
    support: 'converted',
    writtenAs: '16-bit RGB or grey when new colours come up, or a new palette when asked for',
  },
  ...written('tiff', 'colour', text("ImageJ's lookup tables (as intensities)")),
  {
    format: 'tiff',
    kind: 'colour',
    name: text('YCbCr of 8 bits, subsampled or not'),
    support: 'converted',
    writtenAs: '8-bit RGB',
  },
  ...written('tiff', 'colour', text("a camera's raw data: linear, and colour filter arrays of 2x2 pixels")),
  ...copied('colour', 'LogLuv, other colour filter arrays, transparency masks'),
  ...compressionFeatures(),
  {
    format: 'tiff',
    kind: 'compression',
    name: text('LZW of before TIFF 5'),
    support: 'converted',
    writtenAs: 'LZW as it is now',
  },
  ...copied('compression', 'all others'),
  ...written(
    'tiff',
    'layout',
    text('classic and BigTIFF in both byte orders'),
    text('strips and tiles, chunky and planar, predictors 2 and 3'),
    text('many pages, ImageJ stacks behind one directory'),
  ),
  ...written('tiff', 'layout', text('pictures in SubIFDs behind a preview, as in DNG files')),
  { format: 'tiff', kind: 'layout', name: text('MetaMorph stacks'), support: 'converted', writtenAs: 'pages' },
  {
    format: 'tiff',
    kind: 'layout',
    name: text('sparse files'),
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
    return [format.toUpperCase(), kind, inEnglish(name), how];
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
  const list = (names: readonly Phrase[]) => names.map(inEnglish).join('; ');
  const cells = [...rows.values()].map((alike) => [
    alike[0]!.format.toUpperCase(),
    alike[0]!.kind,
    list(namesOf(alike, ['written'])),
    list(namesOf(alike, ['converted'])),
    list(namesOf(alike, ['copied', 'refused'])),
  ]);
  return markdownTable(['Format', '', 'Written as it was', 'Written in another way', 'Not shown'], cells);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replace(/ +/g, ' ');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** An error that says what a file has and, from the table, what it could have instead. */
export function unsupportedFeature(format: FormatId, kind: FormatFeature['kind'], what: Text): DenoiseError {
  const ofKind = formatFeatures.filter((feature) => feature.format === format && feature.kind === kind);
  const known = namesOf(ofKind, ['written', 'converted']).reduce((list, name) => text('{0}; {1}', list, name));
  return new DenoiseError(
    'unsupported',
    text(
      '{0}, which is not supported in {1} files. Save the image with one of these: {2}.',
      what,
      format.toUpperCase(),
      known,
    ),
  );
}

function namesOf(features: readonly FormatFeature[], supports: readonly Support[]): Phrase[] {
  return features.filter(({ support }) => supports.includes(support)).map(({ name }) => name);
}
