/** Entry of a computing thread: it trains, and filters bands; see nodeThreads.ts. */
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { serveThread } from '../core/engines/wasm/parallel/serveThread';
import type { ThreadScope } from '../core/engines/wasm/parallel/threadPort';
import { serveBands } from '../core/nonlocal/bandThreads';

const port = parentPort;
if (!port) throw new Error('computeThread is meant to run as a worker thread');
const thread: ThreadScope = {
  postMessage: (message, transfer) => port.postMessage(message, [...transfer] as TransferListItem[]),
  onMessage: (listener) => port.on('message', listener),
};
serveThread(thread);
serveBands(thread);
