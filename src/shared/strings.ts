import type { ErrorCode } from '../core/errors';
import type { PanelStrings } from './panelStrings';

/** Every text the page shows, translated by the host and handed over once. `{0}`, `{1}` are places for values. */
export interface UiStrings extends PanelStrings {
  readonly denoise: string;
  readonly denoiseAgain: string;
  readonly stop: string;
  readonly stopHint: string;
  readonly cancel: string;
  readonly cancelHint: string;
  readonly save: string;
  readonly saveHint: string;
  readonly saveAs: string;
  readonly saveAsHint: string;
  readonly copy: string;
  readonly copyHint: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly nothingToCopy: string;
  readonly before: string;
  readonly after: string;
  readonly split: string;
  readonly side: string;
  readonly difference: string;
  readonly compare: string;
  readonly divider: string;
  readonly fit: string;
  readonly actualSize: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly picture: string;
  readonly pictureKeys: string;
  readonly opening: string;
  readonly queued: string;
  readonly startingEngine: string;
  readonly training: string;
  readonly trainingDetail: string;
  readonly applying: string;
  readonly pageOf: string;
  readonly axes: { readonly Channel: string; readonly Slice: string; readonly Time: string };
  readonly unreadable: string;
  readonly done: string;
  readonly doneStopped: string;
  readonly unsaved: string;
  readonly cancelled: string;
  readonly savedAs: string;
  readonly open: string;
  readonly reveal: string;
  readonly cannotOpen: string;
  readonly brokeDown: string;
  /** What to say of an error instead of its own message, which is English and may be for programmers. */
  readonly reasons: { readonly [C in ErrorCode]?: string };
  readonly copyDiagnostics: string;
  readonly copyDiagnosticsHint: string;
  readonly restored: string;
  readonly restoredEarlier: string;
  readonly runFailed: string;
  readonly fileIsFine: string;
  readonly tryAgain: string;
  readonly reload: string;
  readonly fileChanged: string;
  readonly fileOlder: string;
  readonly fileDeleted: string;
  readonly engineCpuChosen: string;
  readonly engineWebglChosen: string;
  readonly engineHardware: string;
  readonly engineNoWebgl: string;
  readonly engineSoftware: string;
  readonly engineHalfFloat: string;
  readonly engineGpuLost: string;
  readonly noise: string;
  readonly secondsLeft: string;
  readonly minutesLeft: string;
}

/** Puts values into a text's places. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}
