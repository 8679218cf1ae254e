import type { LabScale, LabScales } from '../../image/lab';
import type { SampleArray } from '../../image/raster';
import type { PageLayout } from './pageLayout';
import { Photometric } from './tags';

type LabPage = Pick<PageLayout, 'photometric' | 'bitDepth' | 'samplesPerPixel'>;

const labPhotometrics: ReadonlySet<number> = new Set([Photometric.cieLab, Photometric.iccLab, Photometric.ituLab]);

export function isLab({ photometric }: Pick<PageLayout, 'photometric'>): boolean {
  return labPhotometrics.has(photometric);
}

/**
 * What the samples of a page of L*a*b* mean in a raster (TIFF 6.0, section 23; Adobe's TIFF Technical Notes on ICC L*a*b*;
 * TIFF-FX, RFC 3949, section 5.3.2, for ITU L*a*b* with its default ranges).
 */
export function labScales({ photometric, bitDepth }: LabPage): LabScales {
  const most = 2 ** bitDepth - 1;
  const between = (low: number, high: number): LabScale => {
    const unit = most / (high - low);
    return { zero: -low * unit, unit };
  };
  if (photometric === Photometric.ituLab) return { a: between(-85, 85), b: between(-75, 125) };
  const scale = { zero: 2 ** (bitDepth - 1), unit: 2 ** (bitDepth - 8) };
  return { a: scale, b: scale };
}

/**
 * Turns the signed a* and b* of CIE L*a*b* into those with an offset that rasters have, or back, in place: in two's
 * complement the highest bit is turned over either way. The other kinds of L*a*b* are stored with an offset.
 */
export function toggleSigns(samples: SampleArray, { photometric, bitDepth, samplesPerPixel }: LabPage): void {
  if (photometric !== Photometric.cieLab) return;
  const sign = 2 ** (bitDepth - 1);
  for (let i = 0; i < samples.length; i += samplesPerPixel) {
    samples[i + 1]! ^= sign;
    samples[i + 2]! ^= sign;
  }
}
