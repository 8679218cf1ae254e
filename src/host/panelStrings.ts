import { l10n } from 'vscode';
import type { PanelStrings } from '../shared/panelStrings';

/** The texts of the page's panels in the window's language. */
export function panelStrings(): PanelStrings {
  return {
    tune: {
      title: l10n.t('Tune'),
      open: l10n.t('Tune'),
      openHint: l10n.t('Choose method, preset, steps, learning rate, strength and seed for this image'),
      method: l10n.t('Method'),
      preset: l10n.t('Preset'),
      presets: {
        fast: l10n.t('Fast'),
        balanced: l10n.t('Balanced'),
        best: l10n.t('Best'),
        reference: l10n.t('Reference (as in the paper)'),
        custom: l10n.t('Custom'),
      },
      iterations: l10n.t('Steps'),
      learningRate: l10n.t('Learning rate'),
      sigma: l10n.t('Noise level σ (0: estimated)'),
      strength: l10n.t('Strength'),
      strengthHint: l10n.t('0 % keeps the original, 100 % takes the denoised picture; works on a result at once'),
      seed: l10n.t('Seed'),
      reset: l10n.t('Reset to Settings'),
      resetHint: l10n.t('Take the values of your settings again'),
      notNumber: l10n.t('Enter a number from {0} to {1}.'),
      notWhole: l10n.t('Enter a whole number from {0} to {1}.'),
      outOfRange: l10n.t('{2} is outside the range from {0} to {1}.'),
    },
    trainingPanel: {
      title: l10n.t('Training'),
      curve: l10n.t('Loss over {0} steps: from {1} to {2}; learning rate now {3}'),
      loss: l10n.t('Loss'),
      learningRate: l10n.t('Learning rate'),
      stepsPerSecond: l10n.t('{0} steps/s'),
    },
    preview: {
      start: l10n.t('Preview'),
      startHint: l10n.t('Drag over a part of the picture to see it denoised in a moment'),
      selection: l10n.t('Part to preview: {0} × {1} pixels at {2}, {3}'),
      keys: l10n.t(
        'Arrow keys move it, with Shift they change its size, Enter shows the preview, Escape leaves. Hold B to see the original.',
      ),
      hint: l10n.t('Drag over a part of the picture, or place the frame with the arrow keys and press Enter.'),
      working: l10n.t('Denoising this part…'),
      done: l10n.t('A quick look; Denoise does the whole picture, and better.'),
      outside: l10n.t('This part lies beside the picture.'),
      close: l10n.t('Close Preview'),
    },
    pageBar: {
      page: l10n.t('Page'),
      axes: { Channel: l10n.t('Channel'), Slice: l10n.t('Slice'), Time: l10n.t('Time') },
      denoiseThis: l10n.t('Denoise This Page'),
      denoiseThisHint: l10n.t('Denoise the page shown; the other pages stay as they are'),
    },
    close: l10n.t('Close'),
  };
}
