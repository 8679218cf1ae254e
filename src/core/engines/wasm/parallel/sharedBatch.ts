import { cropFloats } from '../../../network/crop';
import { parameterCount } from '../../../network/layout';
import { type LossTerms, lossTermCount, toLossTerms } from '../../../network/loss';
import type { TrainerSetup } from '../../engine';
import { meanLoss } from '../trainingLoop';
import type { WasmNetwork } from '../wasmNetwork';
import { createBarrier, meet } from './barrier';

/** Memory through which the threads of one trainer exchange what they computed. */
export interface SharedBatch {
  /** Threads that train: no more than there are crops in a batch. */
  readonly parties: number;
  readonly barrier: Int32Array;
  /** [parity of the step][crop][parameter] */
  readonly gradients: Float32Array;
  /** [parity of the step][crop][term] */
  readonly losses: Float64Array;
  /** The parameters after the last chunk of steps, for threads that do not train. */
  readonly parameters: Float32Array;
}

export function createSharedBatch({ channels, batch, parameters }: TrainerSetup, threads: number): SharedBatch {
  return {
    parties: Math.min(threads, batch),
    barrier: createBarrier(),
    gradients: shareFloats(2 * batch * parameterCount(channels)),
    losses: new Float64Array(new SharedArrayBuffer(2 * batch * lossTermCount * Float64Array.BYTES_PER_ELEMENT)),
    parameters: shareFloats(parameters),
  };
}

/** A float array in shared memory: zeros of a given length, or a copy. */
export function shareFloats(content: number | Float32Array): Float32Array {
  const length = typeof content === 'number' ? content : content.length;
  const shared = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
  if (typeof content !== 'number') shared.set(content);
  return shared;
}

/**
 * One thread's part in the gradients of batches: it computes every `parties`-th crop, and all threads end with all crops'
 * gradients. Each then takes the same step from the same numbers, so that the result is that of a single thread.
 */
export class BatchMember {
  private parity = 0;

  constructor(
    private readonly network: WasmNetwork,
    private readonly setup: TrainerSetup,
    private readonly shared: SharedBatch,
    private readonly thread: number,
  ) {}

  /** @param offset where the batch starts in `crops` */
  differentiate(crops: Float32Array, offset: number): LossTerms {
    const { network, shared, thread } = this;
    const { batch } = this.setup;
    const size = cropFloats(this.setup);
    for (let crop = thread; crop < batch; crop += shared.parties) {
      const { residual, consistency, smoothing } = network.differentiate(crops, offset + crop * size, crop);
      this.lossOf(crop).set([residual, consistency, smoothing]);
      this.gradientOf(crop).set(network.cropGradient(crop));
    }
    meet(shared.barrier, shared.parties);
    const losses: LossTerms[] = [];
    for (let crop = 0; crop < batch; crop++) {
      if (crop % shared.parties !== thread) network.cropGradient(crop).set(this.gradientOf(crop));
      losses.push(toLossTerms(this.lossOf(crop)));
    }
    // While slower threads still read these, the next batch writes to the other half; nobody comes round to this half
    // before all have met again.
    this.parity = 1 - this.parity;
    return meanLoss(losses);
  }

  private gradientOf(crop: number): Float32Array {
    const size = parameterCount(this.setup.channels);
    const start = (this.parity * this.setup.batch + crop) * size;
    return this.shared.gradients.subarray(start, start + size);
  }

  private lossOf(crop: number): Float64Array {
    const start = (this.parity * this.setup.batch + crop) * lossTermCount;
    return this.shared.losses.subarray(start, start + lossTermCount);
  }
}
