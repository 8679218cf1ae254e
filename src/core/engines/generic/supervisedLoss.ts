import { dropoutFactors } from '../../networks/dropout';
import type { LossTerms } from '../../networks/loss';
import type { TrainerSetup } from '../engine';
import { type SupervisedCrop, type SupervisedObjective, supervisedCrop } from '../program';
import type { Allocator, Canvas } from './canvas';
import type { TrainingObjective } from './objective';
import { layTape, type NetworkParts, runBackward, runForward, type Tape } from './tape';

/** See SupervisedObjective. */
export class SupervisedLoss implements TrainingObjective {
  private readonly crop: SupervisedCrop;
  private readonly tape: Tape;
  private readonly target: number;
  private readonly weights: number;

  constructor(
    private readonly parts: NetworkParts,
    { program, cropHeight, cropWidth }: TrainerSetup,
    private readonly objective: SupervisedObjective,
    allocator: Allocator,
  ) {
    const { weighted } = objective;
    this.crop = supervisedCrop({ network: program.network, weighted }, cropHeight, cropWidth);
    this.target = allocator.floats(this.crop.targetFloats);
    this.weights = weighted ? allocator.floats(this.crop.targetFloats) : 0;
    this.tape = layTape(parts, allocator, cropHeight, cropWidth, true);
  }

  differentiate(floats: Float32Array, crops: Float32Array, offset: number): LossTerms {
    const { inputFloats, targetFloats, weights, seed } = this.crop;
    const { tape } = this;
    const part = (start: number, length: number) => crops.subarray(offset + start, offset + start + length);
    floats.set(part(0, inputFloats), tape.image / 4);
    floats.set(part(inputFloats, targetFloats), this.target / 4);
    if (weights !== undefined) floats.set(part(weights, targetFloats), this.weights / 4);
    if (seed !== undefined) this.drawDropout(floats, crops[offset + seed]);
    runForward(tape);
    const residual = runBackward(tape, floats, () => this.differentiateError());
    return { residual, consistency: 0, smoothing: 0 };
  }

  private differentiateError(): number {
    const { output } = this.parts.shapes;
    const result = this.tape.values[output];
    const back = this.tape.gradients[output] as Canvas;
    return this.parts.kernels.differentiateError(
      result.address,
      result.rowBytes,
      this.target,
      this.weights,
      back.address,
      back.rowBytes,
      back.pixelBytes,
      result.channels,
      result.height,
      result.width,
      this.objective.error === 'squared',
      1 / this.crop.targetFloats,
    );
  }

  private drawDropout(floats: Float32Array, seed: number): void {
    for (const [i, { node, channels }] of this.parts.shapes.nodes.entries()) {
      if (node.op !== 'dropout') continue;
      const { height, width, pixelBytes } = this.tape.values[i];
      const drawn = new Float32Array(height * width * channels);
      dropoutFactors(seed, i, node.rate, drawn);
      const to = this.tape.factors[i] / 4;
      for (let pixel = 0; pixel < height * width; pixel++) {
        floats.set(drawn.subarray(pixel * channels, (pixel + 1) * channels), to + (pixel * pixelBytes) / 4);
      }
    }
  }
}
