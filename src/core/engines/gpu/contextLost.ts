import { DenoiseError } from '../../errors';
import { text } from '../../text';

/**
 * The browser took the WebGL context away: a driver reset, a GPU that slept, too many contexts. Not a fault of the
 * image; the work can be done again on another engine or in a new context.
 */
export class ContextLostError extends DenoiseError {
  readonly isContextLost = true;

  constructor() {
    super(
      'engine-failed',
      text(
        'the graphics driver was reset or the browser took the GPU away (WebGL context lost); try again or use the CPU engine',
      ),
    );
  }
}

/** Whether the work failed only because the GPU went away, so that another engine can take it over. */
export function isContextLost(error: unknown): boolean {
  return error instanceof Error && 'isContextLost' in error && error.isContextLost === true;
}
