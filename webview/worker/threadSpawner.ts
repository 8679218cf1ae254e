import type { ThreadPort } from '../../src/core/engines/wasm/parallel/threadPort';

/**
 * Starts training threads as workers of this worker.
 * @param script blob address of the bundle of computeThread.ts; webviews start workers from blobs only
 */
export function threadSpawner(script: string): () => ThreadPort {
  return () => {
    const worker = new Worker(script, { name: 'training' });
    return {
      postMessage: (message, transfer) => worker.postMessage(message, [...transfer]),
      onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
      onError: (listener) => {
        worker.addEventListener('error', ({ message }) => listener(new Error(message || 'it could not be loaded')));
        worker.addEventListener('messageerror', () => listener(new Error('a message could not be read')));
      },
      terminate: () => worker.terminate(),
    };
  };
}
