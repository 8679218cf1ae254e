/** A promise settled from outside. (Promise.withResolvers is missing in the Node of our oldest VS Code's remote hosts.) */
export class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
