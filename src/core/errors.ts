import { inEnglish, type Text } from './text';

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

/** What is said of an error, as plain data: what goes from one thread or process to another. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly text: Text;
}

/**
 * An error with a stable code. Its message does not name the file: whoever knows the file adds the name. The message is
 * English, for logs; `text` is the same for people, to be shown in their language.
 */
export class DenoiseError extends Error implements ErrorData {
  readonly text: Text;

  /** @param said a string is a text without values. */
  constructor(
    readonly code: ErrorCode,
    said: string | Text,
    options?: ErrorOptions,
  ) {
    const asText = typeof said === 'string' ? { template: said, args: [] } : said;
    super(inEnglish(asText), options);
    this.name = 'DenoiseError';
    this.text = asText;
  }
}

/** Gives any thrown value a code: a DenoiseError as it is, anything else as `internal` with its own message. */
export function toDenoiseError(thrown: unknown): DenoiseError {
  if (thrown instanceof DenoiseError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new DenoiseError('internal', message, { cause: thrown });
}
