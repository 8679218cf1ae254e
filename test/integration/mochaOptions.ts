/** How the suite runs in either extension host. */
export const MOCHA_OPTIONS = { ui: 'tdd', reporter: 'spec', color: false, timeout: 60_000 } as const;
