import { DenoiseError } from '../../../errors';
import type { LossTerms } from '../../../network/loss';
import type { Engine, Evaluation, Trainer, TrainerSetup } from '../../engine';
import { blockHeight } from '../memoryPlan';
import { compileKernels } from '../wasmModule';
import type { Answers, Request } from './protocol';
import { createSharedBatch, shareFloats } from './sharedBatch';
import type { ThreadPort } from './threadPort';
import { ThreadTeam } from './threadTeam';

/**
 * The CPU engine on several threads with shared memory; the calling thread stays free. Its results are, byte for byte,
 * those of the single-threaded engine. Training uses at most as many threads as a batch has crops, inference all.
 * @param threads at least 1
 * @param spawn starts a thread that runs `serveThread`
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD
 */
export async function createThreadedWasmEngine(threads: number, spawn: () => ThreadPort): Promise<Engine> {
  const { module, description } = await compileKernels();
  const team = new ThreadTeam(threads, spawn);
  let lastTrainer = 0;
  return {
    id: 'wasm',
    description: `${description} on ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    createTrainer: (setup) => ThreadedTrainer.create(team, ++lastTrainer, module, setup),
    dispose: () => team.dispose(),
  };
}

class ThreadedTrainer implements Trainer {
  private disposed = false;

  static async create(
    team: ThreadTeam,
    id: number,
    module: WebAssembly.Module,
    setup: TrainerSetup,
  ): Promise<ThreadedTrainer> {
    const batch = createSharedBatch(setup, team.size);
    const trainer = new ThreadedTrainer(team, id, batch.parties);
    const created = await Promise.allSettled(
      trainer.askFirst(team.size, (thread) => ({ kind: 'create' as const, module, setup, thread, batch })),
    );
    const failed = created.find((result) => result.status === 'rejected');
    if (!failed) return trainer;
    trainer.dispose();
    throw failed.reason;
  }

  private constructor(
    private readonly team: ThreadTeam,
    private readonly id: number,
    /** How many of the threads train. */
    private readonly parties: number,
  ) {}

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    return this.together({ kind: 'train', crops: shareFloats(crops), learningRates });
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    return this.together({ kind: 'evaluate', crops: shareFloats(crops) });
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    this.assertAlive();
    const shared = shareFloats(tile);
    const result = shareFloats(tile.length);
    const rowFloats = tile.length / height;
    const blocks = Math.ceil(height / blockHeight);
    const startOf = (thread: number) => Math.min(height, Math.floor((thread * blocks) / this.team.size) * blockHeight);
    await Promise.all(
      this.askFirst(this.team.size, (thread) => {
        const [firstRow, endRow] = [startOf(thread), startOf(thread + 1)];
        const rows = result.subarray(firstRow * rowFloats, endRow * rowFloats);
        return { kind: 'infer' as const, tile: shared, height, width, firstRow, endRow, result: rows };
      }),
    );
    return result.slice();
  }

  async parameters(): Promise<Float32Array> {
    this.assertAlive();
    return this.team.ask(0, this.id, { kind: 'parameters' });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    // A team that has ended refuses; then there is nothing left to free.
    for (const asked of this.askFirst(this.team.size, () => ({ kind: 'dispose' as const }))) asked.catch(() => {});
  }

  /** Has all training threads do the same; they wait for each other, so one that fails brings the team down. */
  private async together<R extends Request>(request: R): Promise<Answers[R['kind']]> {
    this.assertAlive();
    try {
      const answers = await Promise.all(this.askFirst(this.parties, () => request));
      return answers[0];
    } catch (error) {
      this.team.fail(error as Error);
      throw error;
    }
  }

  private askFirst<R extends Request>(
    threads: number,
    requestOf: (thread: number) => R,
  ): Promise<Answers[R['kind']]>[] {
    return Array.from({ length: threads }, (_, thread) => this.team.ask(thread, this.id, requestOf(thread)));
  }

  private assertAlive(): void {
    if (this.disposed) throw new DenoiseError('disposed', 'this training run has ended');
  }
}
