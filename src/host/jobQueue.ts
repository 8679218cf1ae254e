import { DenoiseError } from '../core/errors';

/** Lets one job run at a time, in the order they came: training fills the GPU or the cores by itself. */
export class JobQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** How many jobs run or wait. */
  get length(): number {
    return this.waiting;
  }

  /**
   * Runs the job when those before it have ended, however they ended.
   * @param cancel aborted while it still waits: the job never starts, and this rejects with `cancelled`.
   */
  async run<T>(job: () => Promise<T>, cancel?: AbortSignal): Promise<T> {
    this.waiting++;
    const turn = this.last.then(() => {
      if (cancel?.aborted) throw new DenoiseError('cancelled', 'denoising was cancelled');
      return job();
    });
    this.last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.waiting--;
    }
  }
}
