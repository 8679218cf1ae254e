import { l10n } from 'vscode';
import type { EngineStrings } from '../shared/engineText';
import type { UiStrings } from '../shared/strings';
import { reasons } from './reasons';

/** Which engine runs and why; the status bar uses them too. */
export function engineStrings(): EngineStrings {
  return {
    engineCpuChosen: l10n.t('CPU, as chosen in the settings'),
    engineWebglChosen: l10n.t('GPU (WebGL), as chosen in the settings'),
    engineHardware: l10n.t('GPU (WebGL)'),
    engineNoWebgl: l10n.t('CPU: there is no WebGL 2 here'),
    engineSoftware: l10n.t('CPU: WebGL is emulated in software here, which is slower'),
    engineHalfFloat: l10n.t('CPU: this GPU renders 16-bit floats only'),
    engineGpuLost: l10n.t('CPU: the GPU was taken away while it trained; nothing is lost, the CPU went on'),
  };
}

/** The page's texts in the window's language. */
export function uiStrings(): UiStrings {
  return {
    ...engineStrings(),
    denoise: l10n.t('Denoise'),
    denoiseAgain: l10n.t('Denoise Again'),
    stop: l10n.t('Stop'),
    stopHint: l10n.t('End training now and keep the result so far'),
    cancel: l10n.t('Cancel'),
    cancelHint: l10n.t('End training and discard the result'),
    save: l10n.t('Save'),
    saveHint: l10n.t('Write the result next to the original'),
    saveAs: l10n.t('Save As…'),
    saveAsHint: l10n.t('Write the result to a file of your choice'),
    copy: l10n.t('Copy'),
    copyHint: l10n.t('Copy the result as it is shown: a picture of 8 bits per channel'),
    copied: l10n.t('Copied as a picture of 8 bits per channel; Save keeps every bit.'),
    notCopied: l10n.t('The result was not copied: {0}'),
    nothingToCopy: l10n.t('there is no result yet'),
    before: l10n.t('Before'),
    after: l10n.t('After'),
    split: l10n.t('Split'),
    compare: l10n.t('Compare'),
    divider: l10n.t('Divider between before and after'),
    fit: l10n.t('Fit'),
    actualSize: l10n.t('Actual size'),
    zoomIn: l10n.t('Zoom in'),
    zoomOut: l10n.t('Zoom out'),
    picture: l10n.t('Picture of {0}'),
    opening: l10n.t('Opening…'),
    queued: l10n.t('Waiting for another image to finish…'),
    startingEngine: l10n.t('Starting…'),
    training: l10n.t('Training'),
    trainingDetail: l10n.t('Step {0} of {1} · loss {2}'),
    applying: l10n.t('Applying: tile {0} of {1}'),
    bitDepth: l10n.t('{0}-bit'),
    pageOf: l10n.t('Page {0} of {1}'),
    axes: { Channel: l10n.t('{0} channels'), Slice: l10n.t('{0} slices'), Time: l10n.t('{0} times') },
    unreadable: l10n.t('{0} pages cannot be read and are carried along'),
    done: l10n.t('Denoised in {0} s ({1} steps)'),
    doneStopped: l10n.t('Stopped after {1} steps, {0} s'),
    unsaved: l10n.t('not saved'),
    cancelled: l10n.t('Cancelled; nothing was changed.'),
    savedAs: l10n.t('Saved as {0}'),
    open: l10n.t('Open'),
    reveal: l10n.t('Reveal'),
    cannotOpen: l10n.t('“{0}” cannot be opened'),
    brokeDown: l10n.t('The editor’s engine broke down'),
    reasons: reasons(),
    copyDiagnostics: l10n.t('Copy Diagnostics'),
    copyDiagnosticsHint: l10n.t(
      'Copy versions, settings and the last error for a report; no file contents and no paths',
    ),
    restored: l10n.t('The unsaved result is here again'),
    restoredEarlier: l10n.t('The unsaved result is here again; the file has changed since it was made'),
    notRestored: l10n.t('The unsaved result is lost: {0}'),
    runFailed: l10n.t('Denoising did not work'),
    fileIsFine: l10n.t('Your file was not changed.'),
    tryAgain: l10n.t('Try Again'),
    reload: l10n.t('Reload'),
    fileChanged: l10n.t('The file has changed on disk; what you see is its earlier version.'),
    fileOlder: l10n.t('The file on disk was replaced by an older version; what you see is the newer one.'),
    fileDeleted: l10n.t('The file was deleted on disk. What you see is still complete and can be saved.'),
    noise: l10n.t('Noise σ {0}'),
    secondsLeft: l10n.t('{0} s left'),
    minutesLeft: l10n.t('{0} min left'),
  };
}
