import { type TransferListItem, Worker } from 'node:worker_threads';
import type { ThreadPort } from '../core/engines/wasm/parallel/threadPort';

/**
 * Starts Node worker threads for the threaded engine.
 * @param entry path or file URL of the bundle of computeThread.ts
 */
export function nodeThreadSpawner(entry: string | URL): () => ThreadPort {
  return () => {
    const worker = new Worker(entry);
    return {
      postMessage: (message, transfer) => worker.postMessage(message, [...transfer] as TransferListItem[]),
      onMessage: (listener) => worker.on('message', listener),
      onError: (listener) => {
        worker.on('error', listener);
        worker.on('messageerror', listener);
        worker.on('exit', (code) => listener(new Error(`it ended with exit code ${code}`)));
      },
      terminate: () => void worker.terminate(),
    };
  };
}
