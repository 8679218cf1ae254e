import type { ThreadPort, ThreadScope } from '../engines/wasm/parallel/threadPort';
import { DenoiseError, type ErrorData, toDenoiseError } from '../errors';
import { text } from '../text';
import { type Band, type BandEstimates, filterBand, type GroupFilter } from './band';
import type { BandRunner } from './collaborativeFilter';
import { type NonLocalInstance, startNonLocalKernels } from './kernels';

/* Threads that filter bands. Messages carry a name of their own: a thread may serve an engine as well. */

interface BandRequest {
  readonly service: 'bands';
  readonly id: number;
  readonly band: Band;
  readonly filter: GroupFilter;
}

type BandAnswer = { readonly service: 'bands'; readonly id: number } & (
  | { readonly ok: true; readonly estimates: BandEstimates }
  | { readonly ok: false; readonly error: ErrorData }
);

const isOfService = (message: unknown) => (message as { service?: unknown } | null)?.service === 'bands';

/** Has the calling thread filter the bands that are sent to it, one after the other. */
export function serveBands(scope: ThreadScope): void {
  let kernels: Promise<NonLocalInstance> | undefined;
  let previous = Promise.resolve();
  scope.onMessage((message) => {
    if (!isOfService(message)) return;
    const { id, band, filter } = message as BandRequest;
    const answer = (result: BandAnswer, transfer: readonly Transferable[]) => scope.postMessage(result, transfer);
    kernels ??= startNonLocalKernels();
    const started = kernels;
    previous = previous
      .then(async () => filterBand(await started, band, filter))
      .then(
        (estimates) =>
          answer({ service: 'bands', id, ok: true, estimates }, [
            estimates.sums.samples.buffer,
            estimates.weights.samples.buffer,
          ]),
        (thrown) => {
          const { code, text: said } = toDenoiseError(thrown);
          answer({ service: 'bands', id, ok: false, error: { code, text: said } }, []);
        },
      );
  });
}

interface Pending {
  readonly thread: number;
  readonly resolve: (estimates: BandEstimates) => void;
  readonly reject: (error: DenoiseError) => void;
}

/** A band runner that holds threads until it is disposed of. */
export interface ThreadedBandRunner extends BandRunner {
  dispose(): void;
}

/**
 * Filters bands on threads of their own, each band on the thread that has least to do. When one thread fails, all are
 * ended and every call rejects.
 */
export function createThreadedBandRunner(threads: number, spawn: () => ThreadPort): ThreadedBandRunner {
  const ports = Array.from({ length: threads }, spawn);
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let ended: DenoiseError | undefined;

  const end = (error: DenoiseError) => {
    if (ended) return;
    ended = error;
    for (const port of ports) port.terminate();
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  const receive = (message: unknown) => {
    if (!isOfService(message)) return;
    const answer = message as BandAnswer;
    const asked = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.estimates);
    else asked?.reject(new DenoiseError(answer.error.code, answer.error.text));
  };
  for (const port of ports) {
    port.onMessage(receive);
    port.onError((cause) => {
      const reason = text(
        'a computing thread failed ({0}); try again, with fewer threads if memory is short',
        cause.message,
      );
      end(new DenoiseError('engine-failed', reason, { cause }));
    });
  }
  const loadOf = (thread: number) => [...pending.values()].filter((each) => each.thread === thread).length;

  return {
    // one waits on each thread while another is worked on
    parallelism: 2 * threads,
    filter: (band, filter) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(ended);
          return;
        }
        const thread = ports.reduce((least, _, each) => (loadOf(each) < loadOf(least) ? each : least), 0);
        const id = ++lastId;
        pending.set(id, { thread, resolve, reject });
        const request: BandRequest = { service: 'bands', id, band, filter };
        ports[thread]!.postMessage(request, [
          band.noisy.samples.buffer,
          ...(band.pilot ? [band.pilot.samples.buffer] : []),
        ]);
      }),
    dispose: () => end(new DenoiseError('disposed', 'the band runner has been disposed')),
  };
}

/** Filters bands on the calling thread. Throws DenoiseError `engine-unavailable`. */
export async function createBandRunner(): Promise<BandRunner> {
  const kernels = await startNonLocalKernels();
  return { parallelism: 1, filter: async (band, filter) => filterBand(kernels, band, filter) };
}
