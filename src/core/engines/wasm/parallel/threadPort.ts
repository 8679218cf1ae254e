/** One end of a connection to a thread: Node's worker_threads and browsers' workers differ in the details. */
export interface ThreadPort {
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Also called when the thread ends without having been asked to. */
  onError(listener: (error: Error) => void): void;
  terminate(): void;
}

/** The thread's own end. */
export type ThreadScope = Pick<ThreadPort, 'postMessage' | 'onMessage'>;
