import { type Text, text } from '../../text';
import { allocateBytes } from '../pageMemory';
import { JpegError } from './jpegError';

/** Pixels of a block's side. */
export const blockSide = 8;

/** A colour channel of a JPEG picture. */
export interface Component {
  readonly id: number;
  /** Blocks in a unit of the code, in each direction: the sampling factors. */
  readonly across: number;
  readonly down: number;
  /** Which quantisation table it uses. */
  readonly table: number;
  /** Its own size, before it is spread over the picture. */
  readonly width: number;
  readonly height: number;
  /** Blocks that are kept: those of whole units, which may go beyond the size. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** The decoded samples, row by row of blocksAcross * 8. */
  readonly samples: Uint8ClampedArray;
  /** Of progressive pictures: coefficients row by row, block by block, to which several scans add. */
  readonly coefficients: Int16Array | undefined;
}

/** A JPEG picture: how it is coded, and room for its samples (T.81, B.2.2). */
export interface Frame {
  readonly isProgressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  /** The largest sampling factors of all components. */
  readonly mostAcross: number;
  readonly mostDown: number;
  readonly unitsAcross: number;
  readonly unitsDown: number;
}

/** What is known of a picture before it is decoded; anything else is refused before memory is taken. */
export interface ExpectedPicture {
  readonly width: number;
  /** The most columns, when there may be more than `width`. */
  readonly widest?: number;
  readonly components: number;
  readonly mostRows: number;
}

/** The largest sampling factor (T.81, table B.2). */
const largestFactor = 4;

/** Why a kind of picture is not decoded, by the second byte of its marker (T.81, table B.1). */
function unsupportedKind(marker: number): Text {
  if (marker === 0xc3) return text('it is lossless JPEG');
  return marker < 0xc9 ? text('it is hierarchical JPEG') : text('it has arithmetic coding');
}

/**
 * Reads the header of a picture and takes memory for it.
 * @param marker its second byte: 0xc0 to 0xcf.
 * @throws JpegError `damaged` or `unsupported`; DenoiseError `too-large`.
 */
export function readFrame(marker: number, header: Uint8Array, expected: ExpectedPicture): Frame {
  if (marker > 0xc2) throw new JpegError('unsupported', unsupportedKind(marker));
  const [precision = 0, ...rest] = header;
  if (precision !== 8) throw new JpegError('unsupported', text('it has {0} bits a sample instead of 8', precision));
  const [heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, count = 0, ...factors] = rest;
  const width = widthHigh * 256 + widthLow;
  const height = heightHigh * 256 + heightLow;
  if (width < expected.width || width > (expected.widest ?? expected.width) || height === 0) {
    throw new JpegError(
      'damaged',
      text('its picture has {0} columns and {1} rows instead of {2} columns', width, height, expected.width),
    );
  }
  if (count !== expected.components || factors.length < 3 * count) {
    throw new JpegError('damaged', text('its picture has {0} channels instead of {1}', count, expected.components));
  }
  const listed = Array.from({ length: count }, (_, i) => {
    const [id = 0, sampling = 0, table = 0] = factors.slice(3 * i);
    return { id, across: sampling >> 4, down: sampling & 15, table };
  });
  for (const { across, down, table } of listed) {
    if ([across, down].every((factor) => factor >= 1 && factor <= largestFactor) && table < 4) continue;
    throw new JpegError('damaged', text('a channel has sampling factors {0} x {1} and table {2}', across, down, table));
  }
  const mostAcross = Math.max(...listed.map(({ across }) => across));
  const mostDown = Math.max(...listed.map(({ down }) => down));
  for (const { across, down } of listed) {
    if (mostAcross % across === 0 && mostDown % down === 0) continue;
    throw new JpegError(
      'unsupported',
      text('a channel is sampled {0} x {1} in {2} x {3}', across, down, mostAcross, mostDown),
    );
  }
  // What lies below the rows that are needed is not decoded.
  const rows = Math.min(height, expected.mostRows);
  const unitsAcross = Math.ceil(width / (mostAcross * blockSide));
  const unitsDown = Math.ceil(rows / (mostDown * blockSide));
  const isProgressive = marker === 0xc2;
  const components = listed.map((component): Component => {
    const blocksAcross = unitsAcross * component.across;
    const blocksDown = unitsDown * component.down;
    const count = blocksAcross * blocksDown * blockSide ** 2;
    return {
      ...component,
      width: Math.ceil((width * component.across) / mostAcross),
      height: Math.ceil((rows * component.down) / mostDown),
      blocksAcross,
      blocksDown,
      samples: new Uint8ClampedArray(allocateBytes(count).buffer),
      coefficients: isProgressive ? new Int16Array(allocateBytes(2 * count).buffer) : undefined,
    };
  });
  return { isProgressive, width, height: rows, components, mostAcross, mostDown, unitsAcross, unitsDown };
}
