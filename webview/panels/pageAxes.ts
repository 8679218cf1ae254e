import type { ImageAxis, ImageInfo } from '../../src/core/codecs/codec';

/** The directions in which one can go through the pages, the one that changes fastest first. */
export function directionsOf({
  pages,
  axes = [],
}: Pick<ImageInfo, 'pages' | 'axes'>): readonly (ImageAxis | { readonly count: number })[] {
  const real = axes.filter(({ count }) => count > 1);
  const counted = real.reduce((product, { count }) => product * count, 1);
  // pages that cannot be read are passed over, and then the counts say nothing about places any more
  return counted === pages ? real : [{ count: pages }];
}

/** Where a page lies in each direction, from 0. */
export function placeOf(page: number, counts: readonly number[]): number[] {
  let rest = page;
  return counts.map((count) => {
    const place = rest % count;
    rest = Math.floor(rest / count);
    return place;
  });
}

/** The page at these places: the inverse of `placeOf`. */
export function pageAt(places: readonly number[], counts: readonly number[]): number {
  return counts.reduceRight((page, count, i) => page * count + places[i], 0);
}
