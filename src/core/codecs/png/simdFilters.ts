import filterBytes from './build/filters.wasm';
import { undoFilter } from './filters';

/** The functions of assembly/index.ts: addresses and sizes in bytes. */
interface FilterKernels {
  undoSub(row: number, out: number, length: number, distance: number): void;
  undoUp(row: number, above: number, out: number, length: number): void;
  undoAverage(row: number, above: number, out: number, length: number, distance: number): void;
  undoPaeth(row: number, above: number, out: number, length: number, distance: number): void;
}

/** Longer rows go through in parts of this length: whole pixels of 1, 2, 3, 4, 6 and 8 bytes. */
const partLength = 24 * 1024;
/** Below this, calls take longer than the work. */
const shortRow = 64;

/** Room around each part: for the pixel before it, and for groups of 16 bytes that reach past its end. */
const margin = 16;
const rowAt = margin;
const aboveAt = rowAt + partLength + 2 * margin;
const outAt = aboveAt + partLength + 2 * margin;
const memoryPages = Math.ceil((outAt + partLength + margin) / 65536);

/** `undoFilter` of filters.ts with WebAssembly SIMD, or that function itself where this is not to be had. */
export const undoFilterFast: typeof undoFilter = makeUndoFilter() ?? undoFilter;

/** Undefined where WebAssembly or its SIMD is missing, or a content security policy forbids it. */
function instantiate(): { kernels: FilterKernels; bytes: Uint8Array } | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(filterBytes), { env: { memory } });
    return { kernels: exports as unknown as FilterKernels, bytes: new Uint8Array(memory.buffer) };
  } catch {
    return undefined;
  }
}

function makeUndoFilter(): typeof undoFilter | undefined {
  const instance = instantiate();
  if (!instance) return undefined;
  const { kernels, bytes } = instance;

  return (type, row, above, distance, out) => {
    if (type < 1 || type > 4 || row.length < shortRow) {
      undoFilter(type, row, above, distance, out);
      return;
    }
    for (let start = 0; start < row.length; start += partLength) {
      const length = Math.min(partLength, row.length - start);
      for (const at of [aboveAt, outAt]) {
        if (start === 0) bytes.fill(0, at - margin, at);
        else bytes.copyWithin(at - margin, at + partLength - margin, at + partLength);
      }
      bytes.set(row.subarray(start, start + length), rowAt);
      if (type > 1) bytes.set(above.subarray(start, start + length), aboveAt);
      if (type === 1) kernels.undoSub(rowAt, outAt, length, distance);
      else if (type === 2) kernels.undoUp(rowAt, aboveAt, outAt, length);
      else if (type === 3) kernels.undoAverage(rowAt, aboveAt, outAt, length, distance);
      else kernels.undoPaeth(rowAt, aboveAt, outAt, length, distance);
      out.set(bytes.subarray(outAt, outAt + length), start);
    }
  };
}
