import 'mocha/mocha';
import { loadSuites } from 'virtual:suites';
import { MOCHA_OPTIONS } from './mochaOptions';
import { runAndReport } from './report';

/** Called by VS Code in the web worker extension host, where mocha's browser build makes `mocha` and `Mocha` global. */
export function run(): Promise<void> {
  mocha.setup(MOCHA_OPTIONS);
  loadSuites();
  return runAndReport(Mocha, mocha);
}
