import { text } from '../../text';
import { blockSide, type Component, type ExpectedPicture, type Frame, readFrame } from './frame';
import { HuffmanTable, nextMarker } from './huffman';
import { inverseDct } from './inverseDct';
import { JpegError } from './jpegError';
import { blockLength, decodeScan, type Scan, type ScanComponent, zigzag } from './scan';

/** Second bytes of markers (T.81, table B.1). */
export const JpegMarker = {
  startOfFrame: 0xc0,
  huffmanTables: 0xc4,
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  quantisationTables: 0xdb,
  restartInterval: 0xdd,
} as const;

/** Each scan goes over the whole picture: a small file could ask for any number of them. Real pictures have about ten. */
const mostScans = 100;

/**
 * Decodes JPEG pictures of 8 bits a sample: baseline, extended sequential and progressive, with Huffman codes (ITU-T
 * T.81). Gives the components as they are coded: nothing is spread, and no colour is converted. The tables of one stream
 * hold for those after it, as TIFF needs it.
 */
export class JpegDecoder {
  readonly #quantisation: (Uint16Array | undefined)[] = [];
  readonly #dcTables: (HuffmanTable | undefined)[] = [];
  readonly #acTables: (HuffmanTable | undefined)[] = [];
  #restartInterval = 0;

  /** Sets tables as a DQT, DHT or DRI segment does. Throws JpegError `damaged`. */
  readTables(marker: number, content: Uint8Array): void {
    if (marker === JpegMarker.quantisationTables) this.#readQuantisation(content);
    else if (marker === JpegMarker.huffmanTables) this.#readHuffman(content);
    else if (marker === JpegMarker.restartInterval) this.#restartInterval = numberAt(content, 0);
  }

  /**
   * Reads a stream of tables without a picture. Throws JpegError `damaged` or `truncated`.
   */
  readTableStream(data: Uint8Array): void {
    for (const { marker, content } of segments(data)) this.readTables(marker, content);
  }

  /**
   * Decodes the picture of a stream.
   * @throws JpegError `damaged`, `truncated` or `unsupported`; DenoiseError `too-large`.
   */
  decode(data: Uint8Array, expected: ExpectedPicture): Frame {
    let frame: Frame | undefined;
    let scans = 0;
    const seen = new Set<Component>();
    const stream = segments(data);
    for (let step = stream.next(); !step.done; ) {
      const { marker, content, end } = step.value;
      let position: number | undefined;
      if (isFrame(marker)) {
        if (frame) throw new JpegError('damaged', text('it has two pictures'));
        frame = readFrame(marker, content, expected);
      } else if (marker === JpegMarker.startOfScan) {
        if (!frame) throw new JpegError('damaged', text('its data come before its header'));
        if (++scans > mostScans) throw new JpegError('damaged', text('it has more than {0} scans', mostScans));
        const scan = this.#readScan(content, frame);
        position = decodeScan(scan, data, end);
        for (const { component } of scan.parts) seen.add(component);
      } else {
        this.readTables(marker, content);
      }
      step = stream.next(position);
    }
    if (!frame) throw new JpegError('damaged', text('it has no picture'));
    if (seen.size < frame.components.length) {
      throw new JpegError('truncated', text('its data end before the picture does'));
    }
    if (frame.isProgressive) this.#transform(frame);
    return frame;
  }

  #readQuantisation(content: Uint8Array): void {
    for (let at = 0; at < content.length; ) {
      const head = content[at++]!;
      const isWide = head >> 4 > 0;
      const size = isWide ? 2 : 1;
      const table = new Uint16Array(blockLength);
      if ((head & 15) > 3 || at + blockLength * size > content.length) throw damagedTable();
      for (let i = 0; i < blockLength; i++, at += size) {
        table[zigzag[i]!] = isWide ? numberAt(content, at) : content[at]!;
      }
      this.#quantisation[head & 15] = table;
    }
  }

  #readHuffman(content: Uint8Array): void {
    for (let at = 0; at < content.length; ) {
      const head = content[at++]!;
      const counts = content.subarray(at, at + 16);
      const symbolCount = counts.reduce((sum, count) => sum + count, 0);
      at += 16;
      if ((head & 0xef) > 3 || at + symbolCount > content.length) throw damagedTable();
      const table = new HuffmanTable(counts, content.slice(at, at + symbolCount));
      at += symbolCount;
      (head >> 4 === 0 ? this.#dcTables : this.#acTables)[head & 15] = table;
    }
  }

  #readScan(content: Uint8Array, frame: Frame): Scan {
    const count = content[0] ?? 0;
    const [first = 0, last = 0, bits = 0] = content.subarray(1 + 2 * count);
    const bitsBefore = bits >> 4;
    const bitsLeft = bits & 15;
    const isWhole = !frame.isProgressive;
    const isInRange = first === 0 ? last === 0 : last >= first && last < blockLength && count === 1;
    if (count < 1 || content.length < 4 + 2 * count || (!isWhole && (!isInRange || bitsLeft > 13))) {
      throw new JpegError('damaged', text('the header of a scan makes no sense'));
    }
    const parts = Array.from({ length: count }, (_, i): ScanComponent => {
      const component = frame.components.find(({ id }) => id === content[1 + 2 * i]);
      if (!component) throw new JpegError('damaged', text('a scan is of a channel that is not there'));
      const tables = content[2 + 2 * i]!;
      const dc = this.#dcTables[tables >> 4];
      const ac = this.#acTables[tables & 15];
      const quantisation = this.#quantisation[component.table];
      const needsDc = isWhole || (first === 0 && bitsBefore === 0);
      const needsAc = isWhole || first > 0;
      if ((needsDc && !dc) || (needsAc && !ac) || (isWhole && !quantisation)) throw missingTable();
      return { component, dc, ac, quantisation };
    });
    if (new Set(parts.map(({ component }) => component)).size < count) {
      throw new JpegError('damaged', text('a scan is of a channel twice'));
    }
    return { frame, parts, first, last, bitsBefore, bitsLeft, restartInterval: this.#restartInterval };
  }

  /** Turns the coefficients of a progressive picture into samples. */
  #transform({ components }: Frame): void {
    for (const { coefficients, samples, blocksAcross, blocksDown, table } of components) {
      const quantisation = this.#quantisation[table];
      if (!quantisation) throw missingTable();
      const stride = blocksAcross * blockSide;
      for (let block = 0; block < blocksAcross * blocksDown; block++) {
        const x = (block % blocksAcross) * blockSide;
        const y = Math.floor(block / blocksAcross) * blockSide;
        inverseDct(coefficients!, block * blockLength, quantisation, samples, y * stride + x, stride);
      }
    }
  }
}

interface Segment {
  readonly marker: number;
  readonly content: Uint8Array;
  /** Where it ends in the stream. */
  readonly end: number;
}

/**
 * The segments of a stream between the marks of its start and its end, which may be missing.
 * @yields a segment; what `next` is given is where to look for the one after it.
 * @throws JpegError `damaged` or `truncated`.
 */
function* segments(data: Uint8Array): Generator<Segment, void, number | undefined> {
  if (data[0] !== 0xff || data[1] !== JpegMarker.startOfImage) {
    throw new JpegError('damaged', text('it does not start as a JPEG stream'));
  }
  for (let position = 2; ; ) {
    position = nextMarker(data, position);
    const marker = data[position + 1];
    if (marker === undefined || marker === JpegMarker.endOfImage) return;
    position += 2;
    // Restart markers, TEM and SOI stand alone.
    if ((marker >= 0xd0 && marker <= 0xd8) || marker === 0x01) continue;
    const end = position + numberAt(data, position);
    if (end > data.length) throw new JpegError('truncated', text('it ends within its header'));
    if (end < position + 2) throw damagedTable();
    const next = yield { marker, content: data.subarray(position + 2, end), end };
    position = next ?? end;
  }
}

/** SOF0 to SOF15; three numbers between them mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![JpegMarker.huffmanTables, 0xc8, 0xcc].includes(marker);
}

function numberAt(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
}

function damagedTable(): JpegError {
  return new JpegError('damaged', text('a block of its header has a wrong length'));
}

function missingTable(): JpegError {
  return new JpegError('damaged', text('it lacks a table that it needs'));
}
