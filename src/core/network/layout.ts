/**
 * The network N of ZS-N2N (Mansour & Heckel, "Zero-Shot Noise2Noise", CVPR 2023, section 3.3):
 * conv3x3(c -> 48), LeakyReLU, conv3x3(48 -> 48), LeakyReLU, conv1x1(48 -> c); zero padding, no normalisation.
 * The denoiser is f(y) = y - N(y).
 */
export const embedding = 48;
export const leakySlope = 0.2;
/** Pixels a result depends on beyond its own position, each way: two 3x3 convolutions. */
export const receptiveRadius = 2;

export type ParameterName = 'w1' | 'b1' | 'w2' | 'b2' | 'w3' | 'b3';

export interface Parameter {
  readonly name: ParameterName;
  /** Kernels are [kernelY][kernelX][in][out], biases [out]. */
  readonly shape: readonly number[];
  /** Where it starts in the flat parameter vector. */
  readonly offset: number;
  readonly size: number;
  /** Inputs that reach one output: kernelY * kernelX * in, also for the bias of the same layer. */
  readonly fanIn: number;
}

/** The six parameters in the order in which they lie in the flat vector: w1, b1, w2, b2, w3, b3. */
export function parameterLayout(channels: number): readonly Parameter[] {
  const layers: [ParameterName, number[], ParameterName][] = [
    ['w1', [3, 3, channels, embedding], 'b1'],
    ['w2', [3, 3, embedding, embedding], 'b2'],
    ['w3', [1, 1, embedding, channels], 'b3'],
  ];
  const layout: Parameter[] = [];
  let offset = 0;
  const add = (name: ParameterName, shape: number[], fanIn: number) => {
    const size = shape.reduce((a, b) => a * b, 1);
    layout.push({ name, shape, offset, size, fanIn });
    offset += size;
  };
  for (const [weight, shape, bias] of layers) {
    const out = shape[3] as number;
    const fanIn = shape.slice(0, 3).reduce((a, b) => a * b, 1);
    add(weight, shape, fanIn);
    add(bias, [out], fanIn);
  }
  return layout;
}

export function parameterCount(channels: number): number {
  return parameterLayout(channels).reduce((sum, p) => sum + p.size, 0);
}

/**
 * Weights and biases uniform in ±1/sqrt(fanIn), as PyTorch's Conv2d starts. Returns the flat parameter vector.
 * @param random gives numbers uniform in [0, 1)
 */
export function initialParameters(channels: number, random: { next(): number }): Float32Array {
  const parameters = new Float32Array(parameterCount(channels));
  for (const { offset, size, fanIn } of parameterLayout(channels)) {
    const bound = 1 / Math.sqrt(fanIn);
    for (let i = offset; i < offset + size; i++) parameters[i] = (2 * random.next() - 1) * bound;
  }
  return parameters;
}
