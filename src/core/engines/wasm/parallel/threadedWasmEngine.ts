import { DenoiseError } from '../../../errors';
import type { LossTerms } from '../../../networks/loss';
import type { Engine, Evaluation, Trainer } from '../../engine';
import { type FusedSetup, fusedSetup, isFusedProgram } from '../../fused';
import { blockHeight } from '../memoryPlan';
import { fusedCost } from '../wasmEngine';
import { compileKernels } from '../wasmModule';
import { type LinkThreads, portsOf } from './exchange';
import type { Answers, Request } from './protocol';
import type { ThreadPort } from './threadPort';
import { ThreadTeam } from './threadTeam';

/**
 * The CPU engine on several threads; the calling thread stays free. Its results are, byte for byte, those of the
 * single-threaded engine. Training uses at most as many threads as a batch has crops, inference all.
 * @param threads at least 1
 * @param spawn starts a thread that runs `serveThread`
 * @param link how threads that train together exchange gradients
 * @throws DenoiseError `engine-unavailable` without WebAssembly SIMD, `engine-failed` when a thread does not start
 */
export async function createThreadedWasmEngine(
  threads: number,
  spawn: () => ThreadPort,
  link: LinkThreads,
): Promise<Engine> {
  const { module, description } = await compileKernels();
  const team = new ThreadTeam(threads, spawn);
  await team.started();
  let lastTrainer = 0;
  return {
    id: 'wasm',
    description: `${description} on ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    supports: isFusedProgram,
    cost: fusedCost,
    createTrainer: async (setup) => ThreadedTrainer.create(team, ++lastTrainer, module, fusedSetup(setup), link),
    dispose: () => team.dispose(),
  };
}

class ThreadedTrainer implements Trainer {
  private disposed = false;
  /** Threads that do not train have parameters of before the last call of `train`. */
  private areOthersBehind = false;

  static async create(
    team: ThreadTeam,
    id: number,
    module: WebAssembly.Module,
    setup: FusedSetup,
    link: LinkThreads,
  ): Promise<ThreadedTrainer> {
    const parties = Math.min(team.size, setup.batch);
    const links = parties > 1 ? link(setup, parties) : [];
    const trainer = new ThreadedTrainer(team, id, parties);
    const created = await Promise.allSettled(
      Array.from({ length: team.size }, (_, thread) =>
        team.ask(
          thread,
          id,
          { kind: 'create', module, setup, thread, parties, link: links[thread] },
          portsOf(links[thread]),
        ),
      ),
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
    const loss = await this.together({ kind: 'train', crops, learningRates });
    this.areOthersBehind = true;
    return loss;
  }

  async evaluate(crops: Float32Array): Promise<Evaluation> {
    return this.together({ kind: 'evaluate', crops });
  }

  async infer(tile: Float32Array, height: number, width: number): Promise<Float32Array> {
    this.assertAlive();
    await this.bringOthersUp();
    const { size } = this.team;
    const blocks = Math.ceil(height / blockHeight);
    const startOf = (thread: number) => Math.min(height, Math.floor((thread * blocks) / size) * blockHeight);
    const parts = await Promise.all(
      this.ask(0, size, (thread) => {
        const [firstRow, endRow] = [startOf(thread), startOf(thread + 1)];
        return { kind: 'infer' as const, tile, height, width, firstRow, endRow };
      }),
    );
    const result = new Float32Array(tile.length);
    for (const [thread, rows] of parts.entries()) result.set(rows, (startOf(thread) * tile.length) / height);
    return result;
  }

  async parameters(): Promise<Float32Array> {
    this.assertAlive();
    return this.team.ask(0, this.id, { kind: 'parameters' });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    // A team that has ended refuses; then there is nothing left to free.
    for (const asked of this.ask(0, this.team.size, () => ({ kind: 'dispose' as const }))) asked.catch(() => {});
  }

  private async bringOthersUp(): Promise<void> {
    if (!this.areOthersBehind || this.parties === this.team.size) return;
    const parameters = await this.parameters();
    await Promise.all(this.ask(this.parties, this.team.size, () => ({ kind: 'setParameters' as const, parameters })));
    this.areOthersBehind = false;
  }

  /** Has all training threads do the same; they wait for each other, so one that fails brings the team down. */
  private async together<R extends Request>(request: R): Promise<Answers[R['kind']]> {
    this.assertAlive();
    try {
      const answers = await Promise.all(this.ask(0, this.parties, () => request));
      return answers[0];
    } catch (error) {
      this.team.fail(error as Error);
      throw error;
    }
  }

  /** Asks the threads from `first` to before `end`. */
  private ask<R extends Request>(
    first: number,
    end: number,
    requestOf: (thread: number) => R,
  ): Promise<Answers[R['kind']]>[] {
    return Array.from({ length: end - first }, (_, i) => this.team.ask(first + i, this.id, requestOf(first + i)));
  }

  private assertAlive(): void {
    if (this.disposed) throw new DenoiseError('disposed', 'this training run has ended');
  }
}
