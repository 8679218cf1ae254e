import type { Decoded } from './decoded';

/**
 * PackBits, TIFF's run-length code (TIFF 6.0, section 9): a signed byte n, then n + 1 bytes to copy when n >= 0, or one
 * byte to repeat 1 - n times when n < 0; -128 means nothing.
 */
const longestRun = 128;

const nothing = 128;

/** Decodes into `out`. */
export function decodePackBits(data: Uint8Array, out: Uint8Array): Decoded {
  let written = 0;
  let position = 0;
  while (position < data.length) {
    const control = data[position++]!;
    if (control === nothing) continue;
    const count = control < nothing ? control + 1 : 257 - control;
    // A byte alone makes the length of the data even.
    if (written === out.length) return { length: written, isMore: position < data.length };
    const end = Math.min(written + count, out.length);
    if (control < nothing) {
      const literal = data.subarray(position, position + end - written);
      out.set(literal, written);
      if (written + count > out.length) return { length: written + literal.length, isMore: true };
      written += literal.length;
      position += count;
    } else if (position < data.length) {
      out.fill(data[position++]!, written, end);
      if (written + count > out.length) return { length: end, isMore: true };
      written = end;
    }
  }
  return { length: written };
}

/** Encodes rows of `rowLength` bytes each on its own, as the specification asks. */
export function encodePackBits(content: Uint8Array, rowLength: number): Uint8Array {
  // At worst a control byte for every 128.
  const rows = Math.ceil(content.length / rowLength);
  const out = new Uint8Array(content.length + rows * Math.ceil(rowLength / longestRun));
  let written = 0;
  for (let start = 0; start < content.length; start += rowLength) {
    const end = Math.min(start + rowLength, content.length);
    written = encodeRow(content, start, end, out, written);
  }
  return out.slice(0, written);
}

function encodeRow(content: Uint8Array, start: number, end: number, out: Uint8Array, outStart: number): number {
  let written = outStart;
  let literalStart = start;
  const flush = (literalEnd: number) => {
    for (let from = literalStart; from < literalEnd; from += longestRun) {
      const to = Math.min(from + longestRun, literalEnd);
      out[written++] = to - from - 1;
      out.set(content.subarray(from, to), written);
      written += to - from;
    }
  };
  for (let position = start; position < end; ) {
    const run = runLengthAt(content, position, Math.min(end, position + longestRun));
    // A run of two saves nothing over a literal.
    if (run > 2) {
      flush(position);
      out[written++] = 257 - run;
      out[written++] = content[position]!;
      literalStart = position + run;
    }
    position += run;
  }
  flush(end);
  return written;
}

function runLengthAt(content: Uint8Array, start: number, end: number): number {
  let next = start + 1;
  while (next < end && content[next] === content[start]) next++;
  return next - start;
}
