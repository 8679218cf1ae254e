/** What samples of a* or b* stand for: (sample - zero) / unit. */
export interface LabScale {
  readonly zero: number;
  readonly unit: number;
}

/** The scales of a page of L*a*b*; L* goes from 0 to 100 over the whole range of the samples. */
export interface LabScales {
  readonly a: LabScale;
  readonly b: LabScale;
}

/** Of the light that white is in L*a*b*: D50, relative to Y. */
const white = [0.96422, 1, 0.82521] as const;
/** From X, Y and Z under D50 to linear sRGB: Bradford's adaptation to D65, then IEC 61966-2-1. */
const toSrgb = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** The inverse of CIE's lightness function (CIE 15, section 8.2). */
function linear(t: number): number {
  return t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29);
}

/** sRGB's curve (IEC 61966-2-1), from 0 to 255. */
function encoded(light: number): number {
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** The sRGB colour of L*a*b* under D50, 0 to 255; colours that sRGB lacks go beyond. */
export function labToSrgb(lightness: number, a: number, b: number): [red: number, green: number, blue: number] {
  const y = (lightness + 16) / 116;
  const light = [linear(y + a / 500) * white[0], linear(y) * white[1], linear(y - b / 200) * white[2]] as const;
  const channel = (row: readonly [number, number, number]) =>
    encoded(row[0] * light[0] + row[1] * light[1] + row[2] * light[2]);
  return [channel(toSrgb[0]), channel(toSrgb[1]), channel(toSrgb[2])];
}
