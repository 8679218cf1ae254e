/** Milliseconds after which what a quiet machine does within `quietMs` (a minute by default) will not happen any more. */
export function patience(quietMs?: number): number;
