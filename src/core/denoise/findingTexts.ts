import { type Text, text } from '../text';
import type { AssumptionKind, AssumptionWarning } from './assumptions';

/** What is said of a finding: a short title, and why it matters or what was done about it. */
export interface FindingText {
  readonly title: Text;
  readonly why: Text;
}

const percent = (share: number) => Math.round(100 * share);

const texts: Readonly<Record<AssumptionKind, (amount: number) => FindingText>> = {
  correlated: (amount) => ({
    title: text('The noise of neighbouring pixels is alike (correlation {0})', amount.toFixed(2)),
    why: text(
      'The method removes noise that differs from pixel to pixel. Much of this noise may stay: use the picture before it was scaled, demosaiced or filtered, if there is one.',
    ),
  }),
  jpegBlocks: () => ({
    title: text('This picture was compressed as JPEG'),
    why: text(
      'JPEG has changed the noise in blocks of 8 × 8 pixels, so part of it will stay. Use the picture before compression, if there is one.',
    ),
  }),
  clipped: (amount) => ({
    title: text('{0} % of the values are cut off at black or white', percent(amount)),
    why: text(
      'Where noise was cut off it is not zero on average: very dark areas come out too bright, very bright ones too dark.',
    ),
  }),
  mosaic: () => ({
    title: text('The page is a mosaic of 2 × 2 phases, such as raw camera data'),
    why: text(
      'Its phases are denoised apart, as pictures of their own; only the reference preset takes them together.',
    ),
  }),
  noNoise: () => ({
    title: text('Nothing in this page looks like noise'),
    why: text(
      'Drawings, scans in black and white and printed dots would lose by denoising, so the page is kept as it is; only the reference preset changes it.',
    ),
  }),
  kept: (amount) => ({
    title: text('{0} % of the page looks like structure rather than noise', percent(amount)),
    why: text(
      'Letters, points or fine patterns would have gone with the noise there, so it was kept as it was; only the reference preset removes all.',
    ),
  }),
  structureRemoved: (amount) => ({
    title: text('More than noise was removed (correlation {0})', amount.toFixed(2)),
    why: text('What was taken away has structure. Look at the difference; a lower strength keeps more of the details.'),
  }),
};

/** What to say of a finding. */
export const findingText = ({ kind, amount }: AssumptionWarning): FindingText => texts[kind](amount);

/** The same in one, for reports. */
export function findingSentence(finding: AssumptionWarning): Text {
  const { title, why } = findingText(finding);
  return text('{0}. {1}', title, why);
}
