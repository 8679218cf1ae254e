const beta1 = 0.9;
const beta2 = 0.999;

/** The bias correction of Adam (Kingma & Ba, 2015) from step to step. */
export class AdamCorrection {
  /** beta1^step and beta2^step, by multiplication: `**` may round differently elsewhere. */
  private beta1Power = 1;
  private beta2Power = 1;

  /** What the kernels of the next step take. */
  next(learningRate: number): { readonly rate: number; readonly scale: number } {
    this.beta1Power *= beta1;
    this.beta2Power *= beta2;
    return { rate: learningRate / (1 - this.beta1Power), scale: 1 / Math.sqrt(1 - this.beta2Power) };
  }
}
