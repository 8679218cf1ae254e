import { loadSuites } from 'virtual:suites';
import Mocha from 'mocha';
import { MOCHA_OPTIONS } from './mochaOptions';
import { runAndReport } from './report';

/** Called by VS Code in a Node extension host. */
export function run(): Promise<void> {
  const mocha = new Mocha(MOCHA_OPTIONS);
  // What mocha does before it loads a file: makes `suite`, `test` and the rest global.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  loadSuites();
  return runAndReport(Mocha, mocha);
}
