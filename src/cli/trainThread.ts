/** Entry of a training thread; see nodeThreads.ts. */
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { serveThread } from '../core/engines/wasm/parallel/serveThread';

const port = parentPort;
if (!port) throw new Error('trainThread is meant to run as a worker thread');
serveThread({
  postMessage: (message, transfer) => port.postMessage(message, [...transfer] as TransferListItem[]),
  onMessage: (listener) => port.on('message', listener),
});
