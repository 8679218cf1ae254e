/** The few assertions the suites need; node:assert does not exist in the web worker extension host. */

/** @throws Error with the message unless the value is truthy */
export function ok(value: unknown, message: string): asserts value {
  if (!value) throw new Error(message);
}

/** Compares by value, as JSON would show it. */
export function equal<T>(actual: T, expected: T, what = 'value'): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, got ${found}`);
}

/** @throws Error unless the promise is rejected with an error whose message matches */
export async function rejects(promise: PromiseLike<unknown>, pattern: RegExp): Promise<void> {
  try {
    await promise;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    ok(pattern.test(message), `expected an error like ${pattern}, got "${message}"`);
    return;
  }
  throw new Error(`expected an error like ${pattern}, but there was none`);
}

/**
 * Asks again and again until the probe gives something truthy, and returns that. The limit is for what hangs: extension
 * hosts cannot tell how busy the machine is.
 */
export async function eventually<T>(
  probe: () => T | PromiseLike<T>,
  { what = 'condition', timeoutMs = 300_000 } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const value = await probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not met within ${timeoutMs} ms`);
}
