import { DenoiseError } from '../errors';
import { text } from '../text';
import { type Codec, type DecodeLimits, defaultLimits, type FormatId, type ImageDocument } from './codec';
import { pngCodec } from './png/pngCodec';
import { describeUnknownFile, isLfsPointer } from './sniff';
import { tiffCodec } from './tiff/tiffCodec';

/** A format, for menus and the manifest, which a test compares with this table. See formatFeatures for its details. */
export interface FormatSupport {
  readonly id: FormatId;
  /** For people. */
  readonly name: string;
  /** Lower case, with the dot; the first is the one to write. */
  readonly extensions: readonly string[];
  readonly mediaTypes: readonly string[];
}

export const formats: readonly FormatSupport[] = [
  {
    id: 'png',
    name: 'PNG',
    extensions: ['.png'],
    mediaTypes: ['image/png'],
  },
  {
    id: 'tiff',
    name: 'TIFF',
    extensions: ['.tif', '.tiff'],
    mediaTypes: ['image/tiff'],
  },
];

const codecs: readonly Codec[] = [pngCodec, tiffCodec];

/**
 * Opens a PNG or TIFF file, told by its content and not by its name.
 * @param limits those not given are the default ones.
 * @throws DenoiseError `empty-file`, `lfs-pointer`, `not-an-image`, and what the format's codec throws: `damaged`,
 * `truncated`, `unsupported`, `too-large`.
 */
export async function openImage(bytes: Uint8Array, limits: Partial<DecodeLimits> = {}): Promise<ImageDocument> {
  if (bytes.length === 0) {
    throw new DenoiseError('empty-file', 'The file is empty (0 bytes). Fetch it or export it again.');
  }
  if (isLfsPointer(bytes)) {
    throw new DenoiseError(
      'lfs-pointer',
      'The file is a Git LFS pointer: a short text that stands for an image not downloaded yet. Run "git lfs pull" in its folder.',
    );
  }
  const codec = codecs.find((candidate) => candidate.matches(bytes));
  if (!codec) {
    throw new DenoiseError(
      'not-an-image',
      text('The file is neither PNG nor TIFF: {0}. Convert it to PNG or TIFF first.', describeUnknownFile(bytes)),
    );
  }
  return codec.open(bytes, { ...defaultLimits, ...limits });
}
