/**
 * The mean of the latest parameter vectors. Between steps the network jitters about a better one: at full learning rate
 * the mean of the last tenth of a run denoises about as well as a network whose learning rate has been taken down.
 */
export class WeightAverage {
  private readonly latest: Float32Array[] = [];

  /** @param length how many vectors it remembers */
  constructor(private readonly length: number) {}

  add(parameters: Float32Array): void {
    this.latest.push(parameters);
    if (this.latest.length > this.length) this.latest.shift();
  }

  clear(): void {
    this.latest.length = 0;
  }

  /** Undefined while there is nothing to average. */
  mean(): Float32Array | undefined {
    const { length } = this.latest;
    return this.latest[0]?.map((_, i) => this.latest.reduce((sum, vector) => sum + vector[i], 0) / length);
  }
}
