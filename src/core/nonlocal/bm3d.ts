import type { GroupFilter } from './band';
import { type BandRunner, filterCollaboratively } from './collaborativeFilter';
import type { Planes } from './planes';

/** How both steps find and filter their groups; the values of Lebrun, "An Analysis and Implementation of the BM3D Image Denoising Method", IPOL 2012. */
const radius = 16;
const threshold = 2.7;
const firstGroup = 16;
const secondGroup = 32;
/** Largest mean squared difference of like patches in both steps, of values from 0 to 255; more where the noise is strong. */
const distances = { first: 2500, second: 400 };
const distancesInStrongNoise = { first: 5000, second: 3500 };
const strongNoise = 35;
const coefficients = 64;

/**
 * BM3D (Dabov, Foi, Katkovnik & Egiazarian, "Image denoising by sparse 3-D transform-domain collaborative filtering",
 * IEEE TIP 2007), with the orthonormal DCT in both steps, which costs less than 0.05 dB against biorthogonal wavelets.
 * Groups of like patches are transformed along all three directions; a hard threshold on their coefficients gives a first
 * picture, from which an empirical Wiener filter takes its weights.
 * @param image values of 0 to 255, at least 8x8; patches are matched in the first plane, the brightest
 * @param sigmas standard deviation of the noise in each plane; above 0
 * @param sigma that of the picture's own channels, for what counts as alike
 * @throws as `runner` and `report` do
 */
export async function bm3d(
  image: Planes,
  sigmas: readonly number[],
  sigma: number,
  runner: BandRunner,
  report: (share: number) => Promise<void>,
): Promise<Planes> {
  const variances = Float32Array.from({ length: image.planes * coefficients }, (_, i) => sigmas[i >> 6]! ** 2);
  const largest = sigma > strongNoise ? distancesInStrongNoise : distances;
  const common = { radius, threshold, variances };
  const first: GroupFilter = { ...common, groupSize: firstGroup, largestDistance: largest.first };
  const second: GroupFilter = { ...common, groupSize: secondGroup, largestDistance: largest.second };
  const pilot = await filterCollaboratively(image, undefined, first, runner, (share) => report(share * firstShare));
  return filterCollaboratively(image, pilot, second, runner, (share) => report(firstShare + share * (1 - firstShare)));
}

/** Part of the time that the first step takes. */
const firstShare = 0.35;
