import { l10n } from 'vscode';
import type { DenoiseError, ErrorCode } from '../core/errors';

/**
 * Why a file cannot be opened and what to do, in the window's language, for the errors that always mean the same. Other
 * errors carry particulars in their message, which is shown as it is.
 */
export const reasons = (): { readonly [C in ErrorCode]?: string } => ({
  'empty-file': l10n.t('The file is empty (0 bytes). Fetch it or export it again.'),
  'lfs-pointer': l10n.t(
    'The file is a Git LFS pointer: a short text that stands for an image not downloaded yet. Run "git lfs pull" in its folder.',
  ),
});

export const reasonOf = ({ code, message }: DenoiseError): string => reasons()[code] ?? message;
