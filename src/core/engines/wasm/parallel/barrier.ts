/** Looks at memory this often (about 0.1 ms) before going to sleep: sleeping and waking costs more than a short wait. */
const spins = 20_000;

const arrivedIndex = 0;
const generationIndex = 1;

/** Shared memory of a barrier. */
export function createBarrier(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Returns when `parties` threads have called it. Blocks, so it is not for a thread that has to stay responsive. */
export function meet(barrier: Int32Array, parties: number): void {
  const generation = Atomics.load(barrier, generationIndex);
  if (Atomics.add(barrier, arrivedIndex, 1) === parties - 1) {
    Atomics.store(barrier, arrivedIndex, 0);
    Atomics.add(barrier, generationIndex, 1);
    Atomics.notify(barrier, generationIndex);
    return;
  }
  for (let i = 0; i < spins; i++) if (Atomics.load(barrier, generationIndex) !== generation) return;
  while (Atomics.load(barrier, generationIndex) === generation) Atomics.wait(barrier, generationIndex, generation);
}
