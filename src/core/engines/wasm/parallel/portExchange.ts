import type { LossTerms } from '../../../networks/loss';
import { parameterCount } from '../../../networks/zsN2n';
import type { FusedSetup } from '../../fused';
import type { WasmNetwork } from '../wasmNetwork';
import type { Exchange } from './exchange';

/** One thread's part of a batch. */
interface Share {
  /** [crop of the sender][parameter] */
  readonly gradients: Float32Array<ArrayBuffer>;
  readonly losses: readonly LossTerms[];
}

/** For each of `parties` threads its ports to the others, in the order of their numbers. */
export function createPortLinks(parties: number): readonly (readonly MessagePort[])[] {
  const links: MessagePort[][] = Array.from({ length: parties }, () => []);
  for (let a = 0; a < parties; a++) {
    for (let b = a + 1; b < parties; b++) {
      const { port1, port2 } = new MessageChannel();
      links[a][b - 1] = port1;
      links[b][a] = port2;
    }
  }
  return links;
}

/**
 * Sends gradients as messages. The buffers move, they are not copied, and one that came from a thread goes back to it
 * with the next step's gradients: a step of 22k parameters costs some hundredths of a millisecond.
 */
export class PortExchange implements Exchange {
  private readonly peers: readonly Peer[];

  constructor(
    ports: readonly MessagePort[],
    private readonly setup: FusedSetup,
    private readonly thread: number,
  ) {
    this.peers = ports.map((port, i) => new Peer(port, i < thread ? i : i + 1));
  }

  async complete(network: WasmNetwork, losses: LossTerms[]): Promise<void> {
    const { thread } = this;
    const own = this.cropsOf(thread);
    const size = parameterCount(this.setup.channels);
    for (const peer of this.peers) {
      const gradients = peer.takeBuffer(own.length * size);
      for (const [i, crop] of own.entries()) gradients.set(network.cropGradient(crop), i * size);
      peer.send({ gradients, losses: own.map((crop) => losses[crop]) });
    }
    for (const peer of this.peers) {
      const share = await peer.receive();
      for (const [i, crop] of this.cropsOf(peer.thread).entries()) {
        network.cropGradient(crop).set(share.gradients.subarray(i * size, (i + 1) * size));
        losses[crop] = share.losses[i];
      }
      peer.giveBuffer(share.gradients);
    }
  }

  private cropsOf(thread: number): number[] {
    const crops = [];
    for (let crop = thread; crop < this.setup.batch; crop += this.peers.length + 1) crops.push(crop);
    return crops;
  }
}

/** The connection to one other thread. That thread may be a step ahead, so what it sends waits in a queue. */
class Peer {
  private readonly arrived: Share[] = [];
  private wake: (() => void) | undefined;
  private spare: Float32Array<ArrayBuffer> | undefined;

  constructor(
    private readonly port: MessagePort,
    readonly thread: number,
  ) {
    port.onmessage = ({ data }) => {
      this.arrived.push(data);
      this.wake?.();
    };
  }

  takeBuffer(length: number): Float32Array<ArrayBuffer> {
    const { spare } = this;
    this.spare = undefined;
    return spare?.length === length ? spare : new Float32Array(length);
  }

  giveBuffer(buffer: Float32Array<ArrayBuffer>): void {
    this.spare = buffer;
  }

  send(share: Share): void {
    this.port.postMessage(share, [share.gradients.buffer]);
  }

  async receive(): Promise<Share> {
    for (;;) {
      const share = this.arrived.shift();
      if (share) return share;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}
