/** Entry of a training thread; see nodeThreads.ts. */
import { parentPort } from 'node:worker_threads';
import { serveThread } from '../core/engines/wasm/parallel/serveThread';

const port = parentPort;
if (!port) throw new Error('trainThread is meant to run as a worker thread');
serveThread({
  postMessage: (message) => port.postMessage(message),
  onMessage: (listener) => port.on('message', listener),
});
