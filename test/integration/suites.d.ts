/** Made by bundle.mjs. */
declare module 'virtual:suites' {
  /** Registers every suite/*.test.ts with mocha, whose tdd functions must be global by then. */
  export function loadSuites(): void;
}
