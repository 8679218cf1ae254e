import { readFileSync } from 'node:fs';
import type { TrainerSetup } from '../../../src/core/engines/engine';
import { parametersOf } from '../../../src/core/networks/parameters';
import { networkShapes } from '../../../src/core/networks/shapes';
import type { NetworkSpec } from '../../../src/core/networks/spec';

/** PyTorch's values of a network; see test/fixtures/golden/make_golden_networks.py, also for how crops are made. */
export interface NetworkGolden {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly height: number;
  readonly width: number;
  readonly error: 'squared' | 'absolute';
  readonly weighted: boolean;
  readonly batch: number;
  /** Channels of the input that are masks. */
  readonly masks: readonly number[];
  readonly loss: number;
  /** Of the first crop, without dropout. */
  readonly result: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly adam?: {
    readonly learningRate: number;
    readonly losses: readonly number[];
    readonly parameters: Readonly<Record<string, readonly number[]>>;
  };
}

export const networkGoldens: readonly NetworkGolden[] = JSON.parse(
  readFileSync(new URL('../../fixtures/golden/networks.json', import.meta.url), 'utf8'),
);

/** MurmurHash3's finaliser. */
function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Numbers in [0, 1) that a float32 holds. */
export function hashed(seed: number, length: number): Float32Array {
  const start = mix(seed);
  return Float32Array.from({ length }, (_, i) => (mix(start + i) >>> 8) / 2 ** 24);
}

export function setupOfGolden({ network, error, weighted, height, width, batch }: NetworkGolden): TrainerSetup {
  const layout = parametersOf(network);
  const flat = hashed(
    1,
    layout.reduce((sum, { size }) => sum + size, 0),
  );
  const parameters = layout.flatMap(({ offset, size, fanIn }) =>
    [...flat.subarray(offset, offset + size)].map((value) => (2 * value - 1) / Math.sqrt(fanIn)),
  );
  return {
    program: { network, objective: { kind: 'supervised', error, weighted } },
    cropHeight: height,
    cropWidth: width,
    batch,
    parameters: Float32Array.from(parameters),
  };
}

/** Crop number k. */
export function goldenCrop({ network, height, width, weighted, masks }: NetworkGolden, k: number): Float32Array {
  const { nodes, output } = networkShapes(network);
  const [ins, outs] = [network.inputChannels, nodes[output].channels];
  const pixels = height * width;
  const values = hashed(100 + k, pixels * (ins + 2 * outs));
  const input = values.subarray(0, pixels * ins).map((value, i) => (masks.includes(i % ins) ? binary(value) : value));
  const target = values.subarray(pixels * ins, pixels * (ins + outs));
  const weights = weighted ? values.subarray(pixels * (ins + outs)).map(binary) : [];
  const seed = network.nodes.some(({ op }) => op === 'dropout') ? [1000 + k] : [];
  return Float32Array.from([...input, ...target, ...weights, ...seed]);
}

const binary = (value: number) => (value >= 0.3 ? 1 : 0);
