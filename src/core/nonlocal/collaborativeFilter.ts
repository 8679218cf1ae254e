import { type Band, type BandEstimates, type GroupFilter, patchSide } from './band';
import { addPlanes, cutPlanes, type Planes } from './planes';

/** Filters bands, perhaps several at a time. */
export interface BandRunner {
  /** Bands worth handing over at a time. */
  readonly parallelism: number;
  /** Throws DenoiseError `out-of-memory`, `engine-failed`. */
  filter(band: Band, filter: GroupFilter): Promise<BandEstimates>;
}

const referenceStep = 3;
/** Reference rows and columns of a band. What is added up in which order depends on these, so they are fixed. */
const bandRows = 64;
const bandColumns = 512;

/**
 * One step of collaborative filtering over a picture: patches of 8x8 pixels, a reference patch every third row and
 * column, each with the patches around it that are most alike.
 * @param image at least 8x8 pixels; patches are matched in the first plane, of `pilot` where there is one
 * @param bandDone called after each band with the share that is done, 0 to 1; may throw to end the step
 * @returns the mean of all estimates of a pixel by their weights, the same for any number of threads
 */
export async function filterCollaboratively(
  image: Planes,
  pilot: Planes | undefined,
  filter: GroupFilter,
  runner: BandRunner,
  bandDone: (share: number) => Promise<void>,
): Promise<Planes> {
  const sums: Planes = { ...image, samples: new Float32Array(image.samples.length) };
  const weights: Planes = { ...image, samples: new Float32Array(image.samples.length) };
  const places = bandPlaces(image, filter.radius);
  const underWay: {
    readonly place: { readonly top: number; readonly left: number };
    readonly estimates: Promise<BandEstimates>;
  }[] = [];
  for (let next = 0, done = 0; done < places.length; done++) {
    for (; next < Math.min(places.length, done + runner.parallelism); next++) {
      const { rows, columns, ...at } = places[next]!;
      const cut = (from: Planes) => cutPlanes(from, at.top, at.left, at.height, at.width);
      const band: Band = { noisy: cut(image), ...(pilot && { pilot: cut(pilot) }), rows, columns };
      const estimates = runner.filter(band, filter);
      // what the others throw after the first is not waited for
      estimates.catch(() => {});
      underWay.push({ place: at, estimates });
    }
    const { place, estimates } = underWay.shift()!;
    const found = await estimates;
    addPlanes(found.sums, place.top, place.left, sums);
    addPlanes(found.weights, place.top, place.left, weights);
    await bandDone((done + 1) / places.length);
  }
  for (let i = 0; i < sums.samples.length; i++) sums.samples[i]! /= weights.samples[i]!;
  return sums;
}

interface BandPlace {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** Reference patches, from the band's own first row and column. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** The picture cut into bands, each with the patches around it that may be like its own. */
function bandPlaces({ height, width }: Planes, radius: number): BandPlace[] {
  const across = cutLine(width, bandColumns, radius);
  return cutLine(height, bandRows, radius).flatMap((rows) =>
    across.map((columns) => ({
      top: rows.start,
      left: columns.start,
      height: rows.length,
      width: columns.length,
      rows: rows.references,
      columns: columns.references,
    })),
  );
}

/** The reference patches along a side, every third pixel and the last one, cut into parts. */
function cutLine(length: number, partLength: number, radius: number) {
  const last = length - patchSide;
  const parts: { start: number; length: number; references: Int32Array }[] = [];
  for (let from = 0; from <= last; from += partLength) {
    const references: number[] = [];
    for (let at = from; at < Math.min(from + partLength, last + 1); at++) {
      if (at % referenceStep === 0 || at === last) references.push(at);
    }
    const start = Math.max(0, references[0]! - radius);
    const end = Math.min(length, references.at(-1)! + radius + patchSide);
    parts.push({ start, length: end - start, references: Int32Array.from(references, (at) => at - start) });
  }
  return parts;
}
