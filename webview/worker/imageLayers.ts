import type { ImageDocument } from '../../src/core/codecs/codec';
import { type AssumptionWarning, checkPage, checkRemoved } from '../../src/core/denoise/assumptions';
import type { PageReader } from '../../src/core/denoise/blend';
import type { PageFindings } from '../../src/core/denoise/pageFindings';
import { DenoiseError } from '../../src/core/errors';
import { psnr, ssim } from '../../src/core/image/metrics';
import { estimateNoise } from '../../src/core/image/noise';
import { jointChannelsOf, type Raster } from '../../src/core/image/raster';
import { text } from '../../src/core/text';
import type {
  Histogram,
  HistogramRequest,
  Layer,
  NoiseEstimates,
  PageShape,
  Picture,
  PixelAddress,
  PixelValues,
  Quality,
  Similarity,
  TileRequest,
} from '../../src/shared/viewing';
import { type Area, tileArea } from '../tileGrid';
import { difference } from './difference';
import { defaultMapping } from './displayRange';
import { histogramOf } from './histogram';
import type { PagePyramid } from './pagePyramid';
import { channelMeaning, pictureOf } from './picture';
import { type ViewableFile, ViewedImage } from './viewedImage';

/** The original, its result and a clean reference, as the editor looks at them; all of them are read the same way. */
export class ImageLayers {
  readonly before: ViewedImage;
  private after: ViewedImage | undefined;
  private reference: ViewedImage | undefined;
  /** Of what was put back in the run a page's result is from; it cannot be seen in the result itself. */
  private readonly kept = new Map<number, AssumptionWarning>();

  constructor(original: ImageDocument) {
    this.before = new ViewedImage(original);
  }

  setResult(result: ViewableFile | undefined): void {
    this.after = result && new ViewedImage(result);
  }

  /** Takes in what a run found in the pages that it denoised. */
  setFindings(findings: PageFindings): void {
    for (const [page, ofPage] of findings) {
      const kept = ofPage.find(({ kind }) => kind === 'kept');
      if (kept) this.kept.set(page, kept);
      else this.kept.delete(page);
    }
  }

  async shape(index: number): Promise<PageShape> {
    const { raster, grid } = await this.before.page(index);
    const { channels, colorChannels, sampleFormat, bitDepth } = raster;
    return {
      page: index,
      width: grid.width,
      height: grid.height,
      channels,
      colorChannels,
      isLab: raster.lab !== undefined,
      jointChannels: jointChannelsOf(raster),
      sampleFormat,
      bitDepth,
      mapping: defaultMapping(raster, this.before.document.info.whiteIsZero),
    };
  }

  async tile({ layer, page: index, level, column, row, mapping }: TileRequest): Promise<Picture> {
    const page = await this.layer(layer === 'before' ? 'before' : 'after').page(index);
    const area = tileArea(page.grid, level, column, row);
    if (area.width <= 0 || area.height <= 0) {
      throw new DenoiseError('internal', `level ${level} has no tile in column ${column}, row ${row}`);
    }
    if (layer === 'difference') return this.differenceTile(page, await this.before.page(index), level, area, mapping);
    return pictureOf(page.means(level, area), channelMeaning(page.raster), mapping);
  }

  async inspect({ page, x, y }: PixelAddress): Promise<PixelValues> {
    const before = (await this.before.page(page)).pixel(x, y);
    return this.after ? { before, after: (await this.after.page(page)).pixel(x, y) } : { before };
  }

  async histogram({ layer, page }: HistogramRequest): Promise<Histogram> {
    return histogramOf((await this.layer(layer).page(page)).raster);
  }

  async noise(page: number): Promise<NoiseEstimates> {
    const before = estimateNoise((await this.before.page(page)).raster);
    return this.after ? { before, after: estimateNoise((await this.after.page(page)).raster) } : { before };
  }

  /** In what the page's noise, or what was removed from it, is not as the method assumes. */
  async warnings(index: number, fullStrength?: PageReader): Promise<readonly AssumptionWarning[]> {
    const { raster } = await this.before.page(index);
    const ofPage = checkPage(raster);
    if (!fullStrength) return ofPage;
    const kept = this.kept.get(index);
    return [...ofPage, ...(kept ? [kept] : []), ...checkRemoved(raster, await fullStrength.readPage(index))];
  }

  async setReference(document: ImageDocument, page: number): Promise<Quality> {
    const reference = new ViewedImage(document);
    const quality = await this.qualityBy(reference, page);
    this.reference = reference;
    return quality;
  }

  async quality(page: number): Promise<Quality | undefined> {
    return this.reference && this.qualityBy(this.reference, page);
  }

  private async qualityBy(image: ViewedImage, page: number): Promise<Quality> {
    const { pages } = image.document.info;
    if (page >= pages) {
      throw new DenoiseError(
        'invalid-option',
        text('the reference has {0} page(s) only; choose one with as many pages', pages),
      );
    }
    const reference = (await image.page(page)).raster;
    const before = similarity((await this.before.page(page)).raster, reference);
    return this.after ? { before, after: similarity((await this.after.page(page)).raster, reference) } : { before };
  }

  private layer(name: Exclude<Layer, 'difference'>): ViewedImage {
    const image = this[name];
    if (!image) throw new DenoiseError('internal', 'there is no result to look at yet');
    return image;
  }

  private differenceTile(
    after: PagePyramid,
    before: PagePyramid,
    level: number,
    area: Area,
    mapping: TileRequest['mapping'],
  ): Picture {
    const means = difference(after.means(level, area), before.means(level, area), before.raster);
    const jointChannels = jointChannelsOf(before.raster) === 3 ? 3 : 1;
    return pictureOf(means, { jointChannels }, mapping);
  }
}

function similarity(image: Raster, reference: Raster): Similarity {
  return { psnr: psnr(image, reference), ssim: ssim(image, reference) };
}
