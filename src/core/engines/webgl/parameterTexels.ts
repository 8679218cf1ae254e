import { embedding, parameterLayout } from '../../networks/zsN2n';

/**
 * The parameters as texels: a 3x3 filter's 4 inputs x 4 outputs are four neighbouring texels, the columns of a matrix
 * whose texel j holds what input j gives to four outputs. Channels of the image are padded to four with zeros, whose
 * gradients are zero, so one set of shaders serves 1 to 4 channels.
 */
export const quads = embedding / 4;
export const mostChannels = 4;
export const parameterColumns = 4 * quads;

/** First rows. Filters of a hidden layer: row = 12 * tap + input quad; of the first layer: row = tap. */
export const hiddenFilterRow = 0;
export const inputFilterRow = 9 * quads;
export const outputFilterRow = inputFilterRow + 9;
/** b1, b2, b3, each packed four to a texel, then the loss. */
export const biasRow = outputFilterRow + 1;
export const hidden1BiasColumn = 0;
export const hidden2BiasColumn = quads;
export const outputBiasColumn = 2 * quads;
/** (residual, consistency, smoothing, 0): carried with the parameters so that one draw updates all. */
export const lossColumn = outputBiasColumn + 1;
export const parameterRows = biasRow + 1;

export const parameterFloats = parameterColumns * parameterRows * 4;

/** The flat parameter vector (see parameterLayout) as texels, the loss zero. */
export function packParameters(parameters: Float32Array, channels: number): Float32Array {
  const texels = new Float32Array(parameterFloats);
  const places = placesOf(channels);
  for (let i = 0; i < places.length; i++) texels[places[i]] = parameters[i];
  return texels;
}

/** The inverse of packParameters. */
export function unpackParameters(texels: Float32Array, channels: number): Float32Array {
  return Float32Array.from(placesOf(channels), (place) => texels[place]);
}

/** For each entry of the parameter vector the index of its float among the texels. */
function placesOf(channels: number): number[] {
  const [w1, b1, w2, b2, w3, b3] = parameterLayout(channels);
  const at = (row: number, column: number, component: number) => 4 * (row * parameterColumns + column) + component;
  const filter = (row: number, input: number, output: number) =>
    at(row, 4 * Math.floor(output / 4) + (input % 4), output % 4);
  const bias = (column: number) => (i: number) => at(biasRow, column + Math.floor(i / 4), i % 4);
  const range = (size: number, place: (i: number) => number) => Array.from({ length: size }, (_, i) => place(i));
  const [fromImage, fromHidden] = [channels * embedding, embedding * embedding];
  return [
    ...range(w1.size, (i) =>
      filter(inputFilterRow + Math.floor(i / fromImage), Math.floor((i % fromImage) / embedding), i % embedding),
    ),
    ...range(b1.size, bias(hidden1BiasColumn)),
    ...range(w2.size, (i) => {
      const input = Math.floor((i % fromHidden) / embedding);
      return filter(hiddenFilterRow + Math.floor(i / fromHidden) * quads + Math.floor(input / 4), input, i % embedding);
    }),
    ...range(b2.size, bias(hidden2BiasColumn)),
    ...range(w3.size, (i) => at(outputFilterRow, Math.floor(i / channels), i % channels)),
    ...range(b3.size, bias(outputBiasColumn)),
  ];
}
