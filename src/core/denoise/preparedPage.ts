import { filled, restoreMasked } from '../image/fill';
import type { Raster } from '../image/raster';
import { cropRaster, type Region } from '../image/region';
import { SampleMask } from '../image/sampleMask';
import { type UnitRange, unitRangeOf } from '../image/unitRange';
import { type UnmeasuredFinding, unmeasuredSamples } from '../image/unmeasured';
import { type Text, text } from '../text';

/** A page as the network is to see it: without gaps, and with the range its values are mapped by. */
export interface PreparedPage {
  readonly source: Raster;
  /** The source, with what the network must not see filled in from around. */
  readonly filled: Raster;
  /** The samples filled in: what is no measurement. */
  readonly foreign: SampleMask;
  /** The samples that stay as they are: those filled in, and areas of one value that are part of the picture. */
  readonly mask: SampleMask;
  readonly range: UnitRange;
  /** Sentences for the user: what was filled in. */
  readonly notes: readonly Text[];
}

/** Measured samples without which there is nothing to learn. */
const fewestMeasured = 16;

export function preparePage(source: Raster): PreparedPage {
  const { mask, foreign, findings } = unmeasuredSamples(source);
  const range = unitRangeOf(source, foreign);
  return { source, filled: filled(source, foreign), mask, foreign, range, notes: findings.map(noteOf) };
}

/** A part of a page, filled and mapped as the whole page is. */
export function partOfPage(page: PreparedPage, region: Region): PreparedPage {
  const part = ({ flags }: SampleMask): SampleMask => {
    const cropped = flags && cropRaster({ ...page.source, sampleFormat: 'uint', bitDepth: 8, samples: flags }, region);
    return SampleMask.of(Uint8Array.from(cropped?.samples ?? []));
  };
  return {
    ...page,
    source: cropRaster(page.source, region),
    filled: cropRaster(page.filled, region),
    mask: part(page.mask),
    foreign: part(page.foreign),
  };
}

/** Whether nothing can be learned from a page: too little of it is measured, or each colour channel has one value throughout. */
export function isWithoutNoise({ filled, mask }: PreparedPage): boolean {
  const { samples, channels, colorChannels, width, height } = filled;
  if (width * height * colorChannels - mask.count < fewestMeasured && mask.count > 0) return true;
  for (let i = channels; i < samples.length; i += channels) {
    for (let c = 0; c < colorChannels; c++) if (samples[i + c] !== samples[c]) return false;
  }
  return true;
}

/**
 * Makes a result of what the network gave, in place: what is no measurement is the source's, and colours that are
 * multiplied by alpha ("associated", TIFF 6.0 page 77) do not exceed it where they did not before.
 */
export function finishPage({ source, mask }: PreparedPage, cleaned: Raster): Raster {
  restoreMasked(source, mask, cleaned);
  const { alpha, channels, colorChannels } = source;
  if (!alpha?.associated) return cleaned;
  const { samples } = cleaned;
  for (let i = 0; i < samples.length; i += channels) {
    const opacity = samples[i + alpha.channel];
    for (let c = i; c < i + colorChannels; c++) {
      if (samples[c] > opacity && source.samples[c] <= opacity) samples[c] = opacity;
    }
  }
  return cleaned;
}

function noteOf({ kind, count, value }: UnmeasuredFinding): Text {
  if (count === 1) return noteOfOne(kind, value);
  switch (kind) {
    case 'transparent':
      return text('{0} transparent pixels keep their colours.', count);
    case 'notFinite':
      return text('{0} samples are NaN or infinite and stay as they are.', count);
    case 'noData':
      return text('{0} samples hold the no-data value {1} and stay as they are.', count, shown(value));
    case 'outlier':
      return text(
        '{0} samples stand far out from all around them, as bad pixels and small stars do, and stay as they are.',
        count,
      );
    case 'constant':
      return text('{0} samples lie in areas of one exact value, without noise, and stay as they are.', count);
  }
}

function noteOfOne(kind: UnmeasuredFinding['kind'], value?: number): Text {
  switch (kind) {
    case 'transparent':
      return text('One transparent pixel keeps its colour.');
    case 'notFinite':
      return text('One sample is NaN or infinite and stays as it is.');
    case 'noData':
      return text('One sample holds the no-data value {0} and stays as it is.', shown(value));
    case 'outlier':
      return text(
        'One sample stands far out from all around it, as bad pixels and small stars do, and stays as it is.',
      );
    case 'constant':
      return text('One sample lies in an area of one exact value, without noise, and stays as it is.');
  }
}

/** A value as people write it: -3.4028235e+38, not all digits that a 32-bit float has as a double. */
function shown(value = Number.NaN): string {
  for (let digits = 6; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    const isSame = Number.isInteger(value) && Math.abs(value) < 1e15 ? short === value : Math.fround(short) === value;
    if (isSame) return Math.abs(short) < 1e15 ? String(short) : short.toExponential();
  }
  return String(value);
}
