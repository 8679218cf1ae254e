import { toDenoiseError } from '../../../errors';
import { cropFloats } from '../../../networks/crop';
import type { LossTerms } from '../../../networks/loss';
import type { FusedSetup } from '../../fused';
import { meanLoss, runSteps } from '../trainingLoop';
import { WasmNetwork } from '../wasmNetwork';
import { type Exchange, openExchange } from './exchange';
import type { AnswerMessage, Answers, Request, RequestMessage } from './protocol';
import type { ThreadScope } from './threadPort';

/** Makes the calling thread a member of a threaded engine: answers its requests, one after the other. */
export function serveThread(scope: ThreadScope): void {
  const parts = new Map<number, ThreadPart>();
  let previous = Promise.resolve();
  scope.onMessage((message) => {
    const { id, trainer, request } = message as Partial<RequestMessage>;
    // the thread serves others, too
    if (id === undefined || trainer === undefined || !request) return;
    const reply = (answer: AnswerMessage, transfer: readonly Transferable[]) => scope.postMessage(answer, transfer);
    previous = previous
      .then(() => perform(parts, trainer, request))
      .then(
        (answer) => reply({ id, ok: true, answer }, answer instanceof Float32Array ? [answer.buffer] : []),
        (thrown) => {
          const { code, text } = toDenoiseError(thrown);
          reply({ id, ok: false, error: { code, text } }, []);
        },
      );
  });
}

async function perform(
  parts: Map<number, ThreadPart>,
  trainer: number,
  request: Request,
): Promise<Answers[keyof Answers]> {
  if (request.kind === 'hello') return undefined;
  if (request.kind === 'create') {
    parts.set(trainer, await ThreadPart.create(request));
    return undefined;
  }
  if (request.kind === 'dispose') {
    parts.delete(trainer);
    return undefined;
  }
  const part = parts.get(trainer);
  if (!part) throw new Error(`this thread has no trainer ${trainer}`);
  switch (request.kind) {
    case 'train':
      return part.train(request.crops, request.learningRates);
    case 'evaluate': {
      const loss = await part.differentiate(request.crops, 0);
      return { loss, gradient: part.network.meanGradient().slice() };
    }
    case 'infer': {
      const { tile, height, width, firstRow, endRow } = request;
      const rows = new Float32Array(((endRow - firstRow) * tile.length) / height);
      part.network.inferRows(tile, height, width, firstRow, endRow, rows);
      return rows;
    }
    case 'parameters':
      return new Float32Array(part.network.parameters());
    case 'setParameters':
      part.network.setParameters(request.parameters);
      return undefined;
  }
}

/** What a thread holds of one trainer. */
class ThreadPart {
  static async create({ module, setup, link, thread, parties }: Request & { kind: 'create' }): Promise<ThreadPart> {
    const network = await WasmNetwork.create(module, setup);
    return new ThreadPart(network, setup, thread, parties, link && openExchange(link, setup, thread, parties));
  }

  private constructor(
    readonly network: WasmNetwork,
    private readonly setup: FusedSetup,
    private readonly thread: number,
    private readonly parties: number,
    private readonly exchange: Exchange | undefined,
  ) {}

  async train(crops: Float32Array, learningRates: Float32Array): Promise<LossTerms> {
    const size = this.setup.batch * cropFloats(this.setup);
    return runSteps(this.network, learningRates, (step) => this.differentiate(crops, step * size));
  }

  /**
   * Brings the gradients of a batch into the network.
   * @param offset where the batch starts in `crops`
   * @returns its mean loss
   */
  async differentiate(crops: Float32Array, offset: number): Promise<LossTerms> {
    const size = cropFloats(this.setup);
    const losses = new Array<LossTerms>(this.setup.batch);
    for (let crop = this.thread; crop < losses.length; crop += this.parties) {
      losses[crop] = this.network.differentiate(crops, offset + crop * size, crop);
    }
    await this.exchange?.complete(this.network, losses);
    return meanLoss(losses);
  }
}
