/**
 * What a training step minimises, as plain data that can be sent to threads and workers. D1 y and D2 y, the two halves of
 * a crop y, are made into a pair y1, y2; f(y) is halved and paired in the same way to g1, g2. A norm is the mean square
 * over all samples of a half.
 */
export interface LossDescription {
  /**
   * Whether a random mask, new for every crop of every step, exchanges D1 y and D2 y where it is one: per pixel and
   * channel. It travels with the crop (see CropShape). Without, y1 = D1 y and y2 = D2 y.
   */
  readonly masked: boolean;
  /** ½ (‖f(y1) − y2‖² + ‖f(y2) − y1‖²) */
  readonly residual: { readonly weight: number };
  /** ½ (‖f(y1) − g1‖² + ‖f(y2) − g2‖²); crossed: ½ (‖f(y1) − g2‖² + ‖f(y2) − g1‖²) */
  readonly consistency: { readonly weight: number; readonly crossed: boolean };
  /** See SmoothingTerm; absent: none. */
  readonly smoothing?: SmoothingTerm;
}

/**
 * ½ Σ ‖f(yi) − (d f(yi) + (1 − d) μi)‖² = ½ Σ ‖(1 − d) (f(yi) − μi)‖² over i = 1, 2: pulls f(yi) towards its 5x5 mean μi
 * where the two disagree in contrast, by d = 2 σ1 σ2 / (σ1² + σ2² + C). σi is the standard deviation (with divisor n) of
 * the luminance of f(yi) in the 5x5 window. At the edges a window is cut off: mean and deviation are of the pixels
 * inside. Gradients pass through f and μ but not through d.
 */
export interface SmoothingTerm {
  readonly weight: number;
  /** C: contrasts of its square root or less count as disagreement. */
  readonly stability: number;
}

/** Pixels from the middle of the smoothing term's window to its edge. */
export const smoothingRadius = 2;

/** How much each channel counts in the luminance of the smoothing term: ITU-R BT.601 for three, else all the same. */
export function luminanceWeights(channels: number): readonly number[] {
  return channels === 3 ? [0.299, 0.587, 0.114] : Array.from({ length: channels }, () => 1 / channels);
}

/** ZS-N2N: equations 4 and 5 of Mansour & Heckel, "Zero-Shot Noise2Noise" (CVPR 2023). */
export const zsN2nLoss: LossDescription = {
  masked: false,
  residual: { weight: 1 },
  consistency: { weight: 1, crossed: false },
};

/**
 * The first stage of ZS-N2M (Liu et al., AAAI 2025), there called MBD-Net. The paper sums over the pair and weighs 5, 1
 * and 10; halving all three, as here, only scales the loss, which Adam does not notice. C is (0.03)², as in SSIM.
 */
export const zsN2mLoss: LossDescription = {
  masked: true,
  residual: { weight: 5 },
  consistency: { weight: 1, crossed: true },
  smoothing: { weight: 10, stability: 9e-4 },
};

/** The terms of a loss, each times its weight, so that their sum is what training minimises. */
export interface LossTerms {
  /** The whole loss of a supervised objective. */
  readonly residual: number;
  readonly consistency: number;
  /** Zero when the loss has no such term. */
  readonly smoothing: number;
}

/** How many terms a loss has. */
export const lossTermCount = 3;

/** From the order in which engines keep them: residual, consistency, smoothing. */
export function toLossTerms([residual, consistency, smoothing]: Float32Array | Float64Array): LossTerms {
  return { residual, consistency, smoothing };
}

export function totalLoss({ residual, consistency, smoothing }: LossTerms): number {
  return residual + consistency + smoothing;
}
