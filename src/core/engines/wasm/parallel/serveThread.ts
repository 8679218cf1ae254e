import { toDenoiseError } from '../../../errors';
import { cropFloats } from '../../../network/crop';
import type { TrainerSetup } from '../../engine';
import { runSteps } from '../trainingLoop';
import { WasmNetwork } from '../wasmNetwork';
import type { AnswerMessage, Answers, Request, RequestMessage } from './protocol';
import { BatchMember, type SharedBatch } from './sharedBatch';
import type { ThreadScope } from './threadPort';

/** What a thread holds of one trainer. */
interface Part {
  readonly network: WasmNetwork;
  readonly setup: TrainerSetup;
  readonly batch: SharedBatch;
  readonly thread: number;
  readonly member: BatchMember;
}

/** Makes the calling thread a member of a threaded engine: answers its requests, one after the other. */
export function serveThread(scope: ThreadScope): void {
  const parts = new Map<number, Part>();
  let previous = Promise.resolve();
  scope.onMessage((message) => {
    const { id, trainer, request } = message as RequestMessage;
    const reply = (answer: AnswerMessage) => scope.postMessage(answer);
    previous = previous
      .then(() => perform(parts, trainer, request))
      .then(
        (answer) => reply({ id, ok: true, answer }),
        (thrown) => {
          const { code, message } = toDenoiseError(thrown);
          reply({ id, ok: false, error: { code, message } });
        },
      );
  });
}

async function perform(parts: Map<number, Part>, trainer: number, request: Request): Promise<Answers[keyof Answers]> {
  if (request.kind === 'create') {
    const { module, setup, batch, thread } = request;
    const network = await WasmNetwork.create(module, setup);
    parts.set(trainer, { network, setup, batch, thread, member: new BatchMember(network, setup, batch, thread) });
    return undefined;
  }
  if (request.kind === 'dispose') {
    parts.delete(trainer);
    return undefined;
  }
  const part = parts.get(trainer);
  if (!part) throw new Error(`this thread has no trainer ${trainer}`);
  const { network, setup, batch, thread, member } = part;
  switch (request.kind) {
    case 'train': {
      const size = setup.batch * cropFloats(setup);
      const loss = runSteps(network, request.learningRates, (step) => member.differentiate(request.crops, step * size));
      if (thread === 0) batch.parameters.set(network.parameters());
      return loss;
    }
    case 'evaluate': {
      const loss = member.differentiate(request.crops, 0);
      return { loss, gradient: network.meanGradient().slice() };
    }
    case 'infer': {
      if (thread >= batch.parties) network.setParameters(batch.parameters);
      const { tile, height, width, firstRow, endRow, result } = request;
      network.inferRows(tile, height, width, firstRow, endRow, result);
      return undefined;
    }
    case 'parameters':
      return network.parameters().slice();
  }
}
