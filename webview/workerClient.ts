import { DenoiseError, toDenoiseError } from '../src/core/errors';
import type { WorkerApi, WorkerClientApi } from '../src/shared/protocol';
import { RpcPeer } from '../src/shared/rpc';

export type WorkerConnection = RpcPeer<WorkerClientApi, WorkerApi>;

/**
 * Starts the worker. Webviews only start workers from blobs, so its source is fetched here.
 * @param onFailure called when the worker breaks down; calls that wait then reject.
 * @throws DenoiseError `engine-unavailable` when no worker can be started.
 */
export async function startWorker(
  source: string,
  handlers: WorkerClientApi,
  onFailure: (error: DenoiseError) => void,
): Promise<WorkerConnection> {
  let worker: Worker;
  try {
    const response = await fetch(source);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
    worker = new Worker(url);
    URL.revokeObjectURL(url);
  } catch (error) {
    throw new DenoiseError('engine-unavailable', `the worker could not be started: ${toDenoiseError(error).message}`);
  }
  const connection = new RpcPeer<WorkerClientApi, WorkerApi>(
    {
      post: (message, transfer) => worker.postMessage(message, [...transfer]),
      listen: (receive) => worker.addEventListener('message', ({ data }) => receive(data)),
    },
    handlers,
  );
  worker.addEventListener('error', ({ message }) => {
    const reason = `the worker broke down: ${message || 'it could not be loaded'}`;
    connection.dispose(reason);
    worker.terminate();
    onFailure(new DenoiseError('engine-failed', reason));
  });
  return connection;
}
