import type { Engine } from '../../../src/core/engines/engine';

/** An engine that learns nothing and cleans by the mean of 3x3 pixels: how far a value spreads can be told exactly. */
export function blurringEngine(channels: number, seen: (crops: Float32Array) => void = () => {}): Engine {
  const noLoss = { residual: 0, consistency: 0, smoothing: 0 };
  const infer = async (tile: Float32Array, height: number, width: number) => {
    const within = (at: number, size: number) => Math.max(0, Math.min(size - 1, at));
    return tile.map((_, i) => {
      const channel = i % channels;
      const pixel = (i - channel) / channels;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      let sum = 0;
      for (let k = 0; k < 9; k++) {
        const other = within(y - 1 + Math.floor(k / 3), height) * width + within(x - 1 + (k % 3), width);
        sum += tile[other * channels + channel];
      }
      return sum / 9;
    });
  };
  return {
    id: 'wasm',
    description: 'a mean of 3x3 pixels',
    supports: () => true,
    cost: () => 1,
    createTrainer: async ({ parameters }) => ({
      train: async (crops) => {
        seen(crops);
        return noLoss;
      },
      evaluate: async () => ({ loss: noLoss, gradient: new Float32Array(parameters.length) }),
      infer,
      parameters: async () => parameters,
      dispose: () => {},
    }),
    dispose: () => {},
  };
}
