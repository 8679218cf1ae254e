import { expect, it, vi } from 'vitest';
import { DenoiseError } from '../../../src/core/errors';
import { text } from '../../../src/core/text';
import { type Channel, RpcPeer, withTransfer } from '../../../src/shared/rpc';

const overLimit = text('{0} is over the limit of {1}', text('Strip {0}', 3), 100);

interface Calculator {
  add(terms: { a: number; b: number }): number;
  fail(): void;
  never(): Promise<void>;
  bytes(): Promise<Uint8Array>;
}
type Nothing = Record<never, never>;

/** Two ends that clone what they pass, as postMessage does. */
function channels(): [Channel, Channel] {
  const listeners: ((message: unknown) => void)[] = [];
  const end = (own: number): Channel => ({
    post: (message, transfer) => {
      const clone = structuredClone(message, { transfer: [...transfer] });
      queueMicrotask(() => listeners[1 - own]?.(clone));
    },
    listen: (receive) => {
      listeners[own] = receive;
    },
  });
  return [end(0), end(1)];
}

function connect(handlers: Partial<Calculator> = {}) {
  const [near, far] = channels();
  const calculator: Calculator = {
    add: ({ a, b }) => a + b,
    fail: () => {
      throw new DenoiseError('too-large', overLimit);
    },
    never: () => new Promise(() => {}),
    bytes: async () => new Uint8Array(1),
    ...handlers,
  };
  return {
    client: new RpcPeer<Nothing, Calculator>(near, {}),
    server: new RpcPeer<Calculator, Nothing>(far, calculator),
  };
}

it('carries parameters there and answers back', async () => {
  const { client } = connect();
  expect(await Promise.all([client.call('add', { a: 1, b: 2 }), client.call('add', { a: 3, b: 4 })])).toEqual([3, 7]);
});

it('rejects with the error’s code, message and text, which can still be translated', async () => {
  const { client } = connect();
  await expect(client.call('fail')).rejects.toMatchObject({
    code: 'too-large',
    message: 'Strip 3 is over the limit of 100',
    text: overLimit,
  });
});

it('rejects what waits, and what comes later, once it is closed', async () => {
  const { client } = connect();
  const waiting = client.call('never');
  client.dispose('the editor was closed');
  await expect(waiting).rejects.toMatchObject({ code: 'disposed', message: 'the editor was closed' });
  await expect(client.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ code: 'disposed' });
});

it('rejects what waits when it is abandoned, and goes on', async () => {
  const { client } = connect();
  const waiting = client.call('never');
  client.abandon('the page was loaded again');
  await expect(waiting).rejects.toMatchObject({ code: 'disposed', message: 'the page was loaded again' });
  expect(await client.call('add', { a: 1, b: 2 })).toBe(3);
});

it('answers a method that does not exist, inherited ones included', async () => {
  const { client } = connect();
  const call = client.call.bind(client) as (method: string) => Promise<unknown>;
  await expect(call('toString')).rejects.toMatchObject({ code: 'internal' });
});

it('moves the buffers that are handed over', async () => {
  const sent = new Uint8Array([1, 2, 3]);
  const { client } = connect({ bytes: async () => withTransfer(sent, [sent.buffer]) });
  expect(await client.call('bytes')).toEqual(new Uint8Array([1, 2, 3]));
  expect(sent.length).toBe(0);
});

it('does not mind messages that are not its own', () => {
  const handlers = { add: vi.fn() };
  let receive: (message: unknown) => void = () => {};
  new RpcPeer({ post: () => {}, listen: (listener) => (receive = listener) }, handlers);
  for (const message of [null, 'text', 3, {}, { kind: 'request' }, { kind: 'answer', id: 7, result: {} }])
    receive(message);
  expect(handlers.add).not.toHaveBeenCalled();
});
