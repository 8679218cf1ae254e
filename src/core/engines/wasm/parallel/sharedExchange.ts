import { type LossTerms, lossTermCount, toLossTerms } from '../../../networks/loss';
import { parameterCount } from '../../../networks/zsN2n';
import type { FusedSetup } from '../../fused';
import type { WasmNetwork } from '../wasmNetwork';
import { createBarrier, meet } from './barrier';
import type { Exchange } from './exchange';

/** Memory through which the threads of one trainer exchange what they computed. */
export interface SharedBatch {
  readonly barrier: Int32Array;
  /** [parity of the step][crop][parameter] */
  readonly gradients: Float32Array;
  /** [parity of the step][crop][term] */
  readonly losses: Float64Array;
}

export function createSharedBatch({ channels, batch }: FusedSetup): SharedBatch {
  const gradients = 2 * batch * parameterCount(channels);
  return {
    barrier: createBarrier(),
    gradients: new Float32Array(new SharedArrayBuffer(gradients * Float32Array.BYTES_PER_ELEMENT)),
    losses: new Float64Array(new SharedArrayBuffer(2 * batch * lossTermCount * Float64Array.BYTES_PER_ELEMENT)),
  };
}

export class SharedExchange implements Exchange {
  private parity = 0;

  constructor(
    private readonly shared: SharedBatch,
    private readonly setup: FusedSetup,
    private readonly thread: number,
    private readonly parties: number,
  ) {}

  complete(network: WasmNetwork, losses: LossTerms[]): void {
    const { shared, thread, parties } = this;
    const { batch } = this.setup;
    for (let crop = thread; crop < batch; crop += parties) {
      const { residual, consistency, smoothing } = losses[crop];
      this.lossOf(crop).set([residual, consistency, smoothing]);
      this.gradientOf(crop).set(network.cropGradient(crop));
    }
    meet(shared.barrier, parties);
    for (let crop = 0; crop < batch; crop++) {
      if (crop % parties === thread) continue;
      network.cropGradient(crop).set(this.gradientOf(crop));
      losses[crop] = toLossTerms(this.lossOf(crop));
    }
    // While slower threads still read these, the next batch writes to the other half; nobody comes round to this half
    // before all have met again.
    this.parity = 1 - this.parity;
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
