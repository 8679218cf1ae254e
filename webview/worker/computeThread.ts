/** Entry of a computing thread: it trains, and filters bands; see threadSpawner.ts. */
import { serveThread } from '../../src/core/engines/wasm/parallel/serveThread';
import type { ThreadScope } from '../../src/core/engines/wasm/parallel/threadPort';
import { serveBands } from '../../src/core/nonlocal/bandThreads';
import { scope } from './workerScope';

const thread: ThreadScope = {
  postMessage: (message, transfer) => scope.postMessage(message, [...transfer]),
  onMessage: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
};
serveThread(thread);
serveBands(thread);
