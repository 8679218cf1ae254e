import type { WorkerApi, WorkerClientApi } from '../../src/shared/protocol';
import { RpcPeer } from '../../src/shared/rpc';
import { chooseEngine } from './chooseEngine';
import { ImageJob } from './imageJob';
import { startPageBands } from './pageBands';
import { scope } from './workerScope';

const job = new ImageJob(chooseEngine, startPageBands);
job.client = new RpcPeer<WorkerApi, WorkerClientApi>(
  {
    post: (message, transfer) => scope.postMessage(message, [...transfer]),
    listen: (receive) => scope.addEventListener('message', ({ data }) => receive(data)),
  },
  job,
);
