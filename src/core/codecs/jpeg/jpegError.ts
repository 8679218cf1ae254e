import type { ErrorCode } from '../../errors';
import { inEnglish, type Text } from '../../text';

/** What is wrong with a JPEG stream. Whoever knows where the stream comes from makes a DenoiseError of it. */
export class JpegError extends Error {
  constructor(
    readonly code: Extract<ErrorCode, 'damaged' | 'truncated' | 'unsupported'>,
    readonly reason: Text,
  ) {
    super(inEnglish(reason));
    this.name = 'JpegError';
  }
}
