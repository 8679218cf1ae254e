import { DenoiseError, type ErrorData, toDenoiseError } from '../core/errors';
import type { Text } from '../core/text';

/**
 * One side of a connection as the other may use it: every method takes one parameter (or none) and may answer later.
 * Parameters and answers are plain data that structured clone can carry.
 */
// biome-ignore lint/suspicious/noExplicitAny: the only way to say "a function of any one parameter" as a constraint
export type Api<T> = { [M in keyof T]: (params: any) => unknown };

/** What carries messages: a webview, a worker, a pair of ports. */
export interface Channel {
  post(message: unknown, transfer: readonly Transferable[]): void;
  /** Called once, by the peer that owns this end. */
  listen(receive: (message: unknown) => void): void;
}

interface Request {
  readonly kind: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}
interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly result: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorData };
}
type Message = Request | Answer;

interface Pending {
  resolve(value: unknown): void;
  reject(error: DenoiseError): void;
}

type Params<F> = F extends () => unknown ? [] : F extends (params: infer P) => unknown ? [P] : never;
type Result<F> = F extends (...args: never[]) => infer R ? Promise<Awaited<R>> : never;

/** Answers that carry large buffers name them here, so that they move instead of being copied. */
const transferables = new WeakMap<object, readonly Transferable[]>();

/** Marks the buffers in an answer or a parameter that are handed over; the sender must not use them again. */
export function withTransfer<T extends object>(value: T, transfer: readonly Transferable[]): T {
  transferables.set(value, transfer);
  return value;
}

const transferOf = (value: unknown): readonly Transferable[] =>
  (typeof value === 'object' && value !== null && transferables.get(value)) || [];

/**
 * Calls the other side's methods and serves one's own. A failure there arrives here as a DenoiseError with its code and
 * text; after `dispose` every call that still waits, and every later one, rejects with `disposed`.
 */
export class RpcPeer<Local extends Api<Local>, Remote extends Api<Remote>> {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private disposed = false;

  constructor(
    private readonly channel: Channel,
    private readonly handlers: Local,
  ) {
    channel.listen((message) => this.receive(message));
  }

  call<M extends keyof Remote & string>(method: M, ...params: Params<Remote[M]>): Result<Remote[M]> {
    const answer = new Promise<unknown>((resolve, reject) => {
      if (this.disposed) {
        reject(new DenoiseError('disposed', `"${method}" was called after the connection had been closed`));
        return;
      }
      const id = this.nextId++;
      this.pending.set(id, { resolve, reject });
      this.channel.post({ kind: 'request', id, method, params: params[0] } satisfies Request, transferOf(params[0]));
    });
    return answer as Result<Remote[M]>;
  }

  /** A call whose answer nobody waits for; failures are the other side's to show. */
  notify<M extends keyof Remote & string>(method: M, ...params: Params<Remote[M]>): void {
    this.call(method, ...params).catch(() => {});
  }

  dispose(reason: string | Text = 'the connection was closed'): void {
    this.disposed = true;
    this.abandon(reason);
  }

  /** Gives up the calls that still wait, which reject with `disposed`: the other side has begun anew and forgotten them. */
  abandon(reason: string | Text): void {
    for (const { reject } of this.pending.values()) reject(new DenoiseError('disposed', reason));
    this.pending.clear();
  }

  private receive(data: unknown): void {
    if (this.disposed || !isMessage(data)) return;
    if (data.kind === 'request') {
      void this.serve(data);
      return;
    }
    const waiting = this.pending.get(data.id);
    if (!waiting) return;
    this.pending.delete(data.id);
    if (data.result.ok) waiting.resolve(data.result.value);
    else waiting.reject(new DenoiseError(data.result.error.code, data.result.error.text));
  }

  private async serve({ id, method, params }: Request): Promise<void> {
    const answer = await this.run(method, params);
    if (this.disposed) return;
    const transfer = answer.ok ? transferOf(answer.value) : [];
    this.channel.post({ kind: 'answer', id, result: answer } satisfies Answer, transfer);
  }

  private async run(method: string, params: unknown): Promise<Answer['result']> {
    try {
      if (!Object.hasOwn(this.handlers, method)) throw new DenoiseError('internal', `there is no method "${method}"`);
      return { ok: true, value: await this.handlers[method as keyof Local](params) };
    } catch (thrown) {
      const { code, text } = toDenoiseError(thrown);
      return { ok: false, error: { code, text } };
    }
  }
}

function isMessage(data: unknown): data is Message {
  if (typeof data !== 'object' || data === null || !('kind' in data) || !('id' in data)) return false;
  return (data.kind === 'request' || data.kind === 'answer') && typeof data.id === 'number';
}
