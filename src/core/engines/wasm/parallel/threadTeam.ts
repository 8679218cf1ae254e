import { DenoiseError } from '../../../errors';
import { text } from '../../../text';
import type { AnswerMessage, Answers, Request, RequestMessage } from './protocol';
import type { ThreadPort } from './threadPort';

interface Pending {
  readonly resolve: (answer: Answers[keyof Answers]) => void;
  readonly reject: (error: DenoiseError) => void;
}

/**
 * The threads of an engine and the requests they have not answered yet. When one thread fails, the others may wait for it
 * for ever; so all are ended then, and every call rejects.
 */
export class ThreadTeam {
  private readonly ports: readonly ThreadPort[];
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private ended: DenoiseError | undefined;

  constructor(threads: number, spawn: () => ThreadPort) {
    this.ports = Array.from({ length: threads }, spawn);
    for (const port of this.ports) {
      port.onMessage((message) => this.receive(message as AnswerMessage));
      port.onError((error) => this.fail(error));
    }
  }

  /** Resolves when all threads run. @throws DenoiseError `engine-failed` when one of them cannot be started */
  async started(): Promise<void> {
    await Promise.all(this.ports.map((_, thread) => this.ask(thread, 0, { kind: 'hello' })));
  }

  get size(): number {
    return this.ports.length;
  }

  /** @param transfer ports in the request, which move to the thread */
  ask<R extends Request>(
    thread: number,
    trainer: number,
    request: R,
    transfer: readonly Transferable[] = [],
  ): Promise<Answers[R['kind']]> {
    const { ended } = this;
    if (ended) return Promise.reject(ended);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      const message: RequestMessage = { id, trainer, request };
      this.ports[thread].postMessage(message, transfer);
    });
  }

  /** Ends all threads because of an error in one of them. */
  fail(cause: Error): void {
    const reason = text(
      'a training thread failed ({0}); try again, with fewer threads if memory is short',
      cause.message,
    );
    this.end(new DenoiseError('engine-failed', reason, { cause }));
  }

  dispose(): void {
    this.end(new DenoiseError('disposed', 'the engine has been disposed'));
  }

  private receive(message: AnswerMessage): void {
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.ok) pending?.resolve(message.answer);
    else pending?.reject(new DenoiseError(message.error.code, message.error.text));
  }

  private end(error: DenoiseError): void {
    if (this.ended) return;
    this.ended = error;
    for (const port of this.ports) port.terminate();
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
