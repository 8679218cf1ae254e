import type { ImageInfo } from '../core/codecs/codec';
import type { DocumentProgress } from '../core/denoise/document';
import { printable } from '../core/printable';

/** What `--json` prints for a file, on one line. */
export interface FileReport {
  readonly input: string;
  readonly output: string;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  readonly channels: number;
  readonly bitDepth: number;
  readonly method: string;
  readonly engine: string;
  readonly iterations: number;
  /** Whether training ended before its last step because there was nothing more to gain. */
  readonly endedEarly: boolean;
  readonly seed: number;
  readonly seconds: {
    readonly decode: number;
    readonly train: number;
    readonly infer: number;
    readonly encode: number;
    readonly total: number;
  };
  /** Mean over the last tenth of the steps; null when nothing was trained. */
  readonly loss: number | null;
  /** Estimated standard deviation of the noise of the first page, in the file's units; null when it cannot be told. */
  readonly noiseSigma: number | null;
  /** Against the reference; null when both are equal (infinite). */
  readonly psnr?: number | null;
  readonly ssim?: number;
  /** What was found in the pages, and what could not be written as it was in the source; on standard error too. */
  readonly notes: readonly string[];
}

/** JSON knows no NaN and no infinity. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

export function describe(report: FileReport): string {
  const lines = [
    printable(report.output),
    `  ${report.iterations} steps${report.endedEarly ? ' (nothing more to gain)' : ''} in ${report.seconds.train.toFixed(1)} s, ${report.seconds.total.toFixed(1)} s in all, ${report.engine}`,
  ];
  if (report.noiseSigma !== null)
    lines.push(`  noise before: standard deviation ${Number(report.noiseSigma.toPrecision(3))}`);
  if (report.ssim !== undefined) {
    lines.push(
      `  against the reference: PSNR ${report.psnr?.toFixed(2) ?? 'infinite'} dB, SSIM ${report.ssim.toFixed(4)}`,
    );
  }
  return lines.join('\n');
}

const barWidth = 24;
const eraseLine = '\r\u001b[K';

/** A progress bar on standard error, where that is a terminal. */
export class ProgressBar {
  private readonly isShown = process.stderr.isTTY === true;

  update(file: string, { width, height }: ImageInfo, progress: DocumentProgress): void {
    if (!this.isShown) return;
    const share = (progress.page + progress.step / progress.steps) / progress.pages;
    const filled = Math.round(share * barWidth);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    const detail =
      progress.phase === 'train'
        ? `step ${progress.step}/${progress.steps}  loss ${progress.loss.toPrecision(3)}  ${Math.ceil(progress.secondsLeft)} s left`
        : `applying ${progress.step}/${progress.steps}`;
    process.stderr.write(`${eraseLine}${bar} ${detail}  ${printable(file)} ${width}x${height}`);
  }

  clear(): void {
    if (this.isShown) process.stderr.write(eraseLine);
  }
}
