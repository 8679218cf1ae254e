import type { Engine, Trainer, TrainerSetup } from './engine';

/** How work goes on when an engine's device goes away. */
export interface Fallback {
  /** Whether the failure is the device's, so that another engine can take over. */
  isDeviceLost(error: unknown): boolean;
  /** Starts the engine that takes over; called once. */
  start(): Promise<Engine>;
}

/**
 * An engine that hands its work to another one when its device is lost. The network is copied to the CPU after every
 * call of `train`; the other engine goes on from that copy, so that no more than the call under way is done again.
 * (Adam's moments are not copied: they settle within some tens of steps.)
 */
export function createFallbackEngine(primary: Engine, fallback: Fallback): Engine {
  let replacement: Promise<Engine> | undefined;
  let disposed = false;
  // what an engine that was let go of leaves undone is nobody's work any more
  const isDeviceLost = (error: unknown) => !disposed && fallback.isDeviceLost(error);
  const replace = () => {
    replacement ??= fallback.start();
    return replacement;
  };
  return {
    id: primary.id,
    description: primary.description,
    supports: (program) => primary.supports(program),
    cost: (program) => primary.cost(program),
    createTrainer: async (setup) => {
      if (replacement) return (await replacement).createTrainer(setup);
      return FallbackTrainer.create(primary, setup, isDeviceLost, replace);
    },
    dispose: () => {
      disposed = true;
      primary.dispose();
      replacement?.then((engine) => engine.dispose()).catch(() => {});
    },
  };
}

class FallbackTrainer implements Trainer {
  private trainer: Trainer | undefined;
  private checkpoint: Float32Array;

  private constructor(
    private readonly setup: TrainerSetup,
    private readonly isDeviceLost: (error: unknown) => boolean,
    private readonly replace: () => Promise<Engine>,
  ) {
    this.checkpoint = setup.parameters;
  }

  static async create(
    engine: Engine,
    setup: TrainerSetup,
    isDeviceLost: (error: unknown) => boolean,
    replace: () => Promise<Engine>,
  ): Promise<FallbackTrainer> {
    const made = new FallbackTrainer(setup, isDeviceLost, replace);
    try {
      made.trainer = await engine.createTrainer(setup);
    } catch (error) {
      await made.takeOver(error);
    }
    return made;
  }

  train(crops: Float32Array, learningRates: Float32Array) {
    return this.attempt(async (trainer) => {
      const loss = await trainer.train(crops, learningRates);
      this.checkpoint = await trainer.parameters();
      return loss;
    });
  }

  evaluate(crops: Float32Array) {
    return this.attempt((trainer) => trainer.evaluate(crops));
  }

  infer(tile: Float32Array, height: number, width: number) {
    return this.attempt((trainer) => trainer.infer(tile, height, width));
  }

  /** The copy: only `train` changes the network. */
  async parameters() {
    return this.checkpoint.slice();
  }

  dispose(): void {
    this.trainer?.dispose();
  }

  private async attempt<T>(act: (trainer: Trainer) => Promise<T>): Promise<T> {
    try {
      return await act(this.current);
    } catch (error) {
      await this.takeOver(error);
      return act(this.current);
    }
  }

  private get current(): Trainer {
    return this.trainer as Trainer;
  }

  /** Starts the other engine's trainer from the last copy; throws the error again when it is of another kind. */
  private async takeOver(error: unknown): Promise<void> {
    if (!this.isDeviceLost(error)) throw error;
    this.trainer?.dispose();
    const engine = await this.replace();
    this.trainer = await engine.createTrainer({ ...this.setup, parameters: this.checkpoint });
  }
}
