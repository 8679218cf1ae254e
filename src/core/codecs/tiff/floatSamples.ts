import type { PageLayout, WritableLayout } from './pageLayout';
import { Predictor } from './predictor';

/**
 * The layout of a page whose result is written in 32-bit floats: all but depth, format and predictor as it was, and these
 * too where the page has such floats.
 */
export function withFloatSamples(layout: WritableLayout): WritableLayout {
  if (layout.sampleFormat === 'float' && layout.bitDepth === 32) return layout;
  const predictor = layout.predictor === Predictor.none ? Predictor.none : Predictor.floatingPoint;
  return { ...layout, sampleFormat: 'float', bitDepth: 32, predictor };
}

/** Whether a page's samples are written in another depth or format than its source has them in. */
export function hasOtherSamples(layout: PageLayout, source: PageLayout): boolean {
  return layout.bitDepth !== source.bitDepth || layout.sampleFormat !== source.sampleFormat;
}

/** OME-XML says what samples are, too. */
export function describedAsFloats(description: string): string {
  if (!description.includes('<OME') && !description.includes(':OME')) return description;
  const pixels = /<(?:\w+:)?Pixels\b[^>]*>/g;
  return description.replace(pixels, (element) =>
    element.replace(/\bType="[^"]*"/, 'Type="float"').replace(/\s*\bSignificantBits="[^"]*"/, ''),
  );
}
