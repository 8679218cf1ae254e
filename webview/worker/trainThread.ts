/** Entry of a training thread; see threadSpawner.ts. */
import { serveThread } from '../../src/core/engines/wasm/parallel/serveThread';
import { scope } from './workerScope';

serveThread({
  postMessage: (message, transfer) => scope.postMessage(message, [...transfer]),
  onMessage: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
});
