import type { WorkerApi, WorkerClientApi } from '../../src/shared/protocol';
import { RpcPeer } from '../../src/shared/rpc';
import { ImageJob } from './imageJob';

/** The part of a worker's global scope that is used here (the page's DOM types are loaded beside it). */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
const scope = self as unknown as WorkerScope;

const job = new ImageJob();
job.client = new RpcPeer<WorkerApi, WorkerClientApi>(
  {
    post: (message, transfer) => scope.postMessage(message, [...transfer]),
    listen: (receive) => scope.addEventListener('message', ({ data }) => receive(data)),
  },
  job,
);
