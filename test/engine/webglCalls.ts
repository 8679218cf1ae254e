/** What a context was asked to do since the page started. */
export interface WebglCalls {
  readonly draws: number;
  /** Read-backs to the CPU. */
  readonly reads: number;
  /** Textures, buffers, programs and so on made, and storage given to them. */
  readonly allocations: number;
  /** Errors that WebGL noted, told to whoever asked first. */
  readonly errors: number;
  /** Objects made and not yet deleted, by kind; kinds without any are left out. */
  readonly live: Readonly<Record<string, number>>;
  /** Contexts that made something and are not lost: a lost one holds no memory. */
  readonly contexts: number;
}

type Method = (...args: unknown[]) => unknown;

const creations = ['Texture', 'Framebuffer', 'Buffer', 'VertexArray', 'Program', 'Shader', 'Renderbuffer', 'Query'];
const storages = ['texStorage2D', 'texStorage3D', 'texImage2D', 'texImage3D', 'bufferData', 'renderbufferStorage'];
const draws = ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced', 'drawRangeElements'];

/** Counts the calls of all WebGL2 contexts made from now on. Returns a function that tells the counts. */
export function countWebglCalls(): () => WebglCalls {
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<string, Method>;
  const counts = { draws: 0, reads: 0, allocations: 0, errors: 0 };
  const live = new Map<string, Set<unknown>>();
  const contexts = new Set<WebGL2RenderingContext>();
  const before = (name: string, note: (args: unknown[]) => void) => {
    const original = prototype[name];
    prototype[name] = function (this: unknown, ...args: unknown[]) {
      note(args);
      return original.apply(this, args);
    };
  };
  const track = (kind: string, create: string, remove: string) => {
    const objects = new Set<unknown>();
    live.set(kind, objects);
    const original = prototype[create];
    prototype[create] = function (this: unknown, ...args: unknown[]) {
      const object = original.apply(this, args);
      if (object) objects.add(object);
      contexts.add(this as WebGL2RenderingContext);
      return object;
    };
    before(remove, ([object]) => objects.delete(object));
  };
  for (const kind of creations) {
    track(kind, `create${kind}`, `delete${kind}`);
    before(`create${kind}`, () => counts.allocations++);
  }
  track('Sync', 'fenceSync', 'deleteSync');
  const { getError } = prototype;
  prototype.getError = function (this: unknown) {
    const error = getError.call(this);
    if (error !== 0) counts.errors++;
    return error;
  };
  for (const name of storages) before(name, () => counts.allocations++);
  for (const name of draws) before(name, () => counts.draws++);
  for (const name of ['readPixels', 'getBufferSubData']) before(name, () => counts.reads++);
  return () => ({
    ...counts,
    contexts: [...contexts].filter((context) => !context.isContextLost()).length,
    live: Object.fromEntries([...live].map(([kind, set]) => [kind, set.size] as const).filter(([, size]) => size > 0)),
  });
}
