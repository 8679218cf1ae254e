/** Puts a line apart from VS Code's own log for the offline runner; terminals do not show it. */
const REPORT_MARK = '\u2063';

/** Mocha's reporters print through this: console.log cannot be replaced in an extension host. */
function printMarked(format = '', ...values: unknown[]): void {
  const text = String(format).replace(/%[sdi%]/g, (key) => {
    if (key === '%%') return '%';
    return values.length > 0 ? String(values.shift()) : key;
  });
  for (const line of [text, ...values.map(String)].join(' ').split('\n')) {
    console.log(REPORT_MARK + line);
  }
}

/** What this needs of mocha, in Node and in the browser build alike. */
interface MochaLibrary {
  reporters: { Base: object };
}

/**
 * Runs the registered tests and closes with the line "N passed, N failed, N skipped", which scripts/test.mjs reads.
 *
 * @throws Error when a test failed or none ran
 */
export function runAndReport(library: MochaLibrary, mocha: Pick<Mocha, 'run'>): Promise<void> {
  Object.assign(library.reporters.Base, { consoleLog: printMarked });
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failed) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      printMarked(`${passes} passed, ${failed} failed, ${pending} skipped`);
      if (failed > 0) reject(new Error(`${failed} test(s) failed`));
      else if (passes === 0) reject(new Error('no test ran'));
      else resolve();
    });
  });
}
