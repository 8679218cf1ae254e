import type { LossTerms } from '../../../networks/loss';
import type { FusedSetup } from '../../fused';
import type { WasmNetwork } from '../wasmNetwork';
import { createPortLinks, PortExchange } from './portExchange';
import { createSharedBatch, type SharedBatch, SharedExchange } from './sharedExchange';

/**
 * One thread's way to the gradients of crops that other threads have computed. Crop i of a batch is computed by thread
 * i modulo the number of training threads. All end with all crops' gradients, so that each takes the same step from the
 * same numbers and the result is that of a single thread.
 */
export interface Exchange {
  /**
   * Hands this thread's crops' gradients out, and fills the others' into the network.
   * @param losses [crop]; this thread's are given, the others' are filled in
   */
  complete(network: WasmNetwork, losses: LossTerms[]): void | Promise<void>;
}

/** What a thread makes its exchange from; can be posted to it. */
export type ExchangeLink =
  | { readonly kind: 'memory'; readonly batch: SharedBatch }
  | { readonly kind: 'ports'; readonly peers: readonly MessagePort[] };

/** Links for `parties` threads that train together. */
export type LinkThreads = (setup: FusedSetup, parties: number) => readonly ExchangeLink[];

/** Through memory that all threads see; browsers offer it to isolated pages only, which webviews are not. */
export const linkByMemory: LinkThreads = (setup, parties) => {
  const batch = createSharedBatch(setup);
  return Array.from({ length: parties }, () => ({ kind: 'memory', batch }));
};

/** Through a message channel between each two threads. */
export const linkByPorts: LinkThreads = (_setup, parties) =>
  createPortLinks(parties).map((peers) => ({ kind: 'ports', peers }));

/** What has to be moved, not copied, when the link is posted. */
export const portsOf = (link: ExchangeLink | undefined): readonly MessagePort[] =>
  link?.kind === 'ports' ? link.peers : [];

export function openExchange(link: ExchangeLink, setup: FusedSetup, thread: number, parties: number): Exchange {
  return link.kind === 'memory'
    ? new SharedExchange(link.batch, setup, thread, parties)
    : new PortExchange(link.peers, setup, thread);
}
