import { DenoiseError, toDenoiseError } from '../src/core/errors';
import { text } from '../src/core/text';
import type { WorkerApi, WorkerClientApi } from '../src/shared/protocol';
import { RpcPeer } from '../src/shared/rpc';

export type WorkerConnection = RpcPeer<WorkerClientApi, WorkerApi>;

/** Addresses of the bundles of worker/worker.ts and worker/computeThread.ts. */
export interface WorkerScripts {
  readonly worker: string;
  readonly thread: string;
}

/**
 * Starts the worker. Webviews only start workers from blobs, so the scripts are fetched here.
 * @param onFailure called when the worker breaks down; calls that wait then reject.
 * @throws DenoiseError `engine-unavailable` when no worker can be started.
 */
export async function startWorker(
  scripts: WorkerScripts,
  handlers: WorkerClientApi,
  onFailure: (error: DenoiseError) => void,
): Promise<WorkerConnection> {
  let worker: Worker;
  let threadScript: string;
  try {
    threadScript = await blobOf(scripts.thread);
    const workerScript = await blobOf(scripts.worker);
    worker = new Worker(workerScript);
    URL.revokeObjectURL(workerScript);
  } catch (error) {
    throw new DenoiseError(
      'engine-unavailable',
      text('the worker could not be started: {0}', toDenoiseError(error).message),
    );
  }
  const connection = new RpcPeer<WorkerClientApi, WorkerApi>(
    {
      post: (message, transfer) => worker.postMessage(message, [...transfer]),
      listen: (receive) => worker.addEventListener('message', ({ data }) => receive(data)),
    },
    handlers,
  );
  worker.addEventListener('error', ({ message }) => {
    const reason = text('the worker broke down: {0}', message || text('it could not be loaded'));
    connection.dispose(reason);
    worker.terminate();
    onFailure(new DenoiseError('engine-failed', reason));
  });
  connection.notify('setUp', { threadScript });
  return connection;
}

/** A script as a blob's address. */
async function blobOf(source: string): Promise<string> {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
}
