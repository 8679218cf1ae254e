interface Part {
  sum: number;
  steps: number;
}

/** The mean loss over the latest parts of a run: one step's loss is mostly the noise of its crops. */
export class RecentLoss {
  private readonly latest: Part[] = [];

  /** @param length how many parts count */
  constructor(private readonly length: number) {}

  /** Begins the next part of the run. */
  startPart(): void {
    this.latest.push({ sum: 0, steps: 0 });
    if (this.latest.length > this.length) this.latest.shift();
  }

  add(loss: number, steps: number): void {
    const part = this.latest[this.latest.length - 1];
    part.sum += loss * steps;
    part.steps += steps;
  }

  /** NaN before the first step. */
  mean(): number {
    const total = (field: keyof Part) => this.latest.reduce((sum, part) => sum + part[field], 0);
    return total('sum') / total('steps');
  }
}
