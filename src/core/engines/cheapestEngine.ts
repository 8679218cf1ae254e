import type { Engine, EngineId } from './engine';
import type { Program } from './program';

/** An engine that is started with the first trainer it is asked for: nobody waits for what nobody needs. */
export interface EngineToStart {
  readonly id: EngineId;
  readonly description: string;
  supports(program: Program): boolean;
  cost(program: Program): number;
  start(): Promise<Engine>;
}

/**
 * An engine that gives each program to the cheapest of several that support it, specialists and generic ones. Its name is
 * the first one's.
 */
export function createCheapestEngine(first: Engine, others: readonly EngineToStart[]): Engine {
  const started = new Map<EngineToStart, Promise<Engine>>();
  const startOnce = (engine: EngineToStart) => {
    const starting = started.get(engine) ?? engine.start();
    started.set(engine, starting);
    starting.catch(() => started.delete(engine));
    return starting;
  };
  const own: EngineToStart = { ...partsOf(first), start: async () => first };
  const all = [own, ...others];
  const cheapest = (program: Program) => {
    const able = all.filter((engine) => engine.supports(program));
    return able.sort((a, b) => a.cost(program) - b.cost(program)).at(0);
  };
  return {
    id: first.id,
    description: first.description,
    supports: (program) => cheapest(program) !== undefined,
    cost: (program) => cheapest(program)?.cost(program) ?? Number.POSITIVE_INFINITY,
    createTrainer: async (setup) => {
      const chosen = cheapest(setup.program);
      if (!chosen) throw new Error(`no engine trains this network (${all.map(({ id }) => id).join(', ')})`);
      const engine = chosen === own ? first : await startOnce(chosen);
      return engine.createTrainer(setup);
    },
    dispose: () => {
      first.dispose();
      for (const engine of started.values()) engine.then((late) => late.dispose()).catch(() => {});
    },
  };
}

const partsOf = (engine: Engine): Omit<EngineToStart, 'start'> => ({
  id: engine.id,
  description: engine.description,
  supports: (program) => engine.supports(program),
  cost: (program) => engine.cost(program),
});
