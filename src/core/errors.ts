/**
 * Everything that can go wrong for a reason a user can act on. The code is stable (tests, the message protocol and the
 * documentation use it); the message is for people and says what is wrong and what to do.
 */
export type ErrorCode =
  | 'empty-file'
  | 'lfs-pointer'
  | 'not-an-image'
  | 'truncated'
  | 'damaged'
  | 'unsupported'
  | 'too-large'
  | 'too-small'
  | 'invalid-option'
  | 'engine-unavailable'
  | 'engine-failed'
  | 'out-of-memory'
  | 'file-not-found'
  | 'read-failed'
  | 'write-failed'
  | 'cancelled'
  | 'disposed'
  | 'internal';

/** An error with a stable code. Its message does not name the file: whoever knows the file adds the name. */
export class DenoiseError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DenoiseError';
  }
}

/** Gives any thrown value a code: a DenoiseError as it is, anything else as `internal` with its own message. */
export function toDenoiseError(thrown: unknown): DenoiseError {
  if (thrown instanceof DenoiseError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new DenoiseError('internal', message, { cause: thrown });
}
