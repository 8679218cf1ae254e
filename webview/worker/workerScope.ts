/** The part of a worker's global scope that is used here (the page's DOM types are loaded beside it). */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
export const scope = self as unknown as WorkerScope;
