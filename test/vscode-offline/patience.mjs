/**
 * How long to wait on this machine, as busy as it is. A wait that fails after a fixed time fails where a test shares its
 * processors with other work; one that never fails tells nothing where something is stuck.
 */

/** Many times what anything takes that a test waits for, on a quiet machine. */
const QUIET_MS = 60_000;

/** A piece of work, and what it takes on a quiet machine of the kind that the limits were made on. */
const ROUNDS = 20_000_000;
const QUIET_WORK_MS = 25;

const MEASURE_EVERY_MS = 4_000;

/** What other work did a while ago it may do again in the next moment. */
const REMEMBERED = 15;

/** How many times longer than on the quiet machine the last pieces of work took. */
const factors = [];

function measure() {
  const started = performance.now();
  let state = 1;
  for (let i = 0; i < ROUNDS; i++) state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
  factors.push((performance.now() - started) / QUIET_WORK_MS);
  if (factors.length > REMEMBERED) factors.shift();
  return state; // or the compiler would leave the loop out
}

/** How many times slower than a quiet one this machine is, or was in the last minute that it was watched; 1 or more. */
export function slowness() {
  if (factors.length === 0) measure();
  return Math.max(1, ...factors);
}

/** Milliseconds after which what a quiet machine does within `quietMs` will not happen any more. */
export const patience = (quietMs = QUIET_MS) => Math.round(quietMs * slowness());

/** Keeps the waits of a page, and of the windows it opens, to what is patient at the time when they begin. */
export function waitPatiently(page) {
  const update = () => {
    measure();
    page.context().setDefaultTimeout(patience());
  };
  update();
  const timer = setInterval(update, MEASURE_EVERY_MS).unref();
  page.once('close', () => clearInterval(timer));
}
