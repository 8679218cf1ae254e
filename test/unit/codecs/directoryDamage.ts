import type { RandomSource } from '../../../src/core/denoise/random';

/** Where the parts of an entry and of a directory stand. */
interface Place {
  readonly at: number;
  readonly size: number;
  readonly kind: 'entries' | 'tag' | 'type' | 'count' | 'value' | 'link';
}

/** Values that counts, links, places and types may have in damaged files, besides those of other entries. */
const odd = [0n, 1n, 2n, 7n, 8n, 13n, 255n, 0xffffn, 0x7fffffffn, 0xfffffff0n, 0xffffffffn, 2n ** 63n, 2n ** 64n - 1n];

/**
 * A copy of a TIFF file with entries of its directories changed: types, counts, places, links to other directories and
 * to pixels, tags that stand twice. Other files come back as they are.
 */
export function damageDirectories(bytes: Uint8Array, random: RandomSource): Uint8Array {
  const damaged = bytes.slice();
  const places = placesOf(damaged);
  if (places.length === 0) return damaged;
  const pick = () => places[random.integer(places.length)]!;
  for (let i = 0; i <= random.integer(4); i++) {
    const { at, size, kind } = pick();
    const values = [
      () => odd[random.integer(odd.length)]!,
      () => BigInt(random.integer(bytes.length + 1)),
      // A place of the same kind: repeated tags, links that run in a circle, lists that are shared.
      () => {
        const alike = places.filter((place) => place.kind === kind);
        const other = alike[random.integer(alike.length)]!;
        return readNumber(damaged, other.at, other.size);
      },
    ];
    writeNumber(damaged, at, size, values[random.integer(values.length)]!());
  }
  return damaged;
}

const isLittle = (bytes: Uint8Array) => bytes[0] === 0x49;

function readNumber(bytes: Uint8Array, at: number, size: number): bigint {
  const digits = [...bytes.subarray(at, at + size)];
  if (isLittle(bytes)) digits.reverse();
  return digits.reduce((value, digit) => value * 256n + BigInt(digit), 0n);
}

function writeNumber(bytes: Uint8Array, at: number, size: number, value: bigint): void {
  const digits = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
  if (!isLittle(bytes)) digits.reverse();
  bytes.set(digits, at);
}

/** Tags whose value is the place of a directory: SubIFDs, EXIF. */
const pointers = new Set([330, 34665]);

/** The numbers of all directories; of damaged files those that are found. */
function placesOf(bytes: Uint8Array): Place[] {
  const version = readNumber(bytes, 2, 2);
  if (version !== 42n && version !== 43n) return [];
  const size = version === 43n ? 8 : 4;
  const countSize = version === 43n ? 8 : 2;
  const places: Place[] = [];
  const seen = new Set([0]);
  const links: Place[] = [{ at: size === 8 ? 8 : 4, size, kind: 'link' }];
  for (let link = links.pop(); link; link = links.pop()) {
    places.push(link);
    const start = Number(readNumber(bytes, link.at, size));
    if (start >= bytes.length || seen.has(start)) continue;
    seen.add(start);
    places.push({ at: start, size: countSize, kind: 'entries' });
    const entries = Math.min(Number(readNumber(bytes, start, countSize)), 200);
    let at = start + countSize;
    for (let i = 0; i < entries; i++, at += 4 + 2 * size) {
      places.push({ at, size: 2, kind: 'tag' }, { at: at + 2, size: 2, kind: 'type' });
      places.push({ at: at + 4, size, kind: 'count' });
      const value: Place = { at: at + 4 + size, size, kind: 'value' };
      places.push(value);
      if (!pointers.has(Number(readNumber(bytes, at, 2)))) continue;
      const count = Math.min(Number(readNumber(bytes, value.at - size, size)), 32);
      const listAt = count > 1 ? Number(readNumber(bytes, value.at, size)) : value.at;
      for (let j = 0; j < count; j++) links.push({ at: listAt + j * size, size, kind: 'link' });
    }
    links.push({ at, size, kind: 'link' });
  }
  return places.filter((place) => place.at + place.size <= bytes.length);
}
