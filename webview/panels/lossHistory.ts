export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
}

/** Points kept at most; then neighbours become one, so that long runs cost no more than short ones. */
const mostPoints = 240;

/** How loss and learning rate went over a run. */
export class LossHistory {
  private kept: LossPoint[] = [];
  /** Reports that make one point. */
  private stride = 1;
  private waiting: LossPoint[] = [];

  get points(): readonly LossPoint[] {
    return this.waiting.length > 0 ? [...this.kept, merged(this.waiting)] : this.kept;
  }

  clear(): void {
    this.kept = [];
    this.waiting = [];
    this.stride = 1;
  }

  add(point: LossPoint): void {
    this.waiting.push(point);
    if (this.waiting.length < this.stride) return;
    this.kept.push(merged(this.waiting));
    this.waiting = [];
    if (this.kept.length < mostPoints) return;
    this.kept = Array.from({ length: Math.ceil(this.kept.length / 2) }, (_, i) =>
      merged(this.kept.slice(2 * i, 2 * i + 2)),
    );
    this.stride *= 2;
  }
}

/** The last step and rate, and the mean of the losses. */
function merged(points: readonly LossPoint[]): LossPoint {
  const loss = points.reduce((sum, point) => sum + point.loss, 0) / points.length;
  return { ...points[points.length - 1], loss };
}

/** Steps done a second, over the last few seconds. */
export class StepRate {
  private reports: { readonly step: number; readonly seconds: number }[] = [];

  /** @returns undefined before there are two reports to compare. */
  update(step: number, seconds: number): number | undefined {
    const isNewRun = step < (this.reports.at(-1)?.step ?? 0);
    if (isNewRun) this.reports = [];
    this.reports = [...this.reports.filter((report) => seconds - report.seconds <= windowSeconds), { step, seconds }];
    const [first] = this.reports;
    return seconds > first.seconds ? (step - first.step) / (seconds - first.seconds) : undefined;
  }
}

const windowSeconds = 3;

/**
 * The points of an SVG line: steps from left to right, values from the bottom up between the smallest and the largest.
 * A single point gives a level line.
 */
export function linePoints(
  points: readonly LossPoint[],
  heightOf: (point: LossPoint) => number,
  size: [number, number],
) {
  const [width, height] = size;
  const values = points.map(heightOf);
  const smallest = Math.min(...values);
  const span = Math.max(...values) - smallest || 1;
  const firstStep = points[0]?.step ?? 0;
  const steps = (points.at(-1)?.step ?? 0) - firstStep || 1;
  return points
    .map(({ step }, i) => {
      const x = (width * (step - firstStep)) / steps;
      const y = height - (height * (values[i] - smallest)) / span;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
