/** How the suite runs in either extension host; a busy machine may take as long as it needs. */
export const MOCHA_OPTIONS = { ui: 'tdd', reporter: 'spec', color: false, timeout: 600_000 } as const;
