/**
 * Nearest integer, halves to the even neighbour, so that rounding many values does not move their mean
 * (Math.round lifts every half).
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
