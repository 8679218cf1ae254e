import type { EncodedImage, ImageDocument } from '../../src/core/codecs/codec';
import { openImage } from '../../src/core/codecs/registry';
import { denoiseDocument } from '../../src/core/denoise/document';
import { DenoiseError } from '../../src/core/errors';
import { estimateNoise } from '../../src/core/image/noise';
import type {
  EncodedResult,
  EngineReport,
  Histogram,
  HistogramRequest,
  NoiseEstimates,
  OpenedImage,
  PageShape,
  Picture,
  PixelAddress,
  PixelValues,
  Quality,
  ReferenceRequest,
  RunSettings,
  RunSummary,
  SourceFile,
  TileRequest,
  WorkerApi,
  WorkerClientApi,
} from '../../src/shared/protocol';
import { type RpcPeer, withTransfer } from '../../src/shared/rpc';
import { chooseEngine } from './chooseEngine';
import { ImageLayers } from './imageLayers';

interface Opened {
  readonly document: ImageDocument;
  readonly layers: ImageLayers;
  readonly maxPixels: number;
}

interface Run {
  readonly cancel: AbortController;
  readonly stop: AbortController;
}

/** The worker's side of an editor: holds the opened file and its result, and does all the computing. */
export class ImageJob implements WorkerApi {
  private opened: Opened | undefined;
  private result: EncodedImage | undefined;
  private active: Run | undefined;

  /** Set once the connection stands; progress goes there. */
  client: RpcPeer<WorkerApi, WorkerClientApi> | undefined;

  readonly open = async ({ bytes, maxPixels }: SourceFile): Promise<OpenedImage> => {
    this.result = undefined;
    const document = await openImage(bytes, { maxPixels });
    const layers = new ImageLayers(document);
    const shape = await layers.shape(0);
    this.opened = { document, layers, maxPixels };
    return { info: document.info, shape };
  };

  readonly run = async ({ options, engine: choice, palette }: RunSettings): Promise<RunSummary> => {
    const { document, layers, maxPixels } = this.need();
    if (this.active) throw new DenoiseError('internal', 'this image is being denoised already');
    const run: Run = { cancel: new AbortController(), stop: new AbortController() };
    this.active = run;
    try {
      const reports: EngineReport[] = [];
      const engine = await chooseEngine(choice, (report) => {
        reports.push(report);
        this.client?.notify('engine', report);
      });
      try {
        const { encoded, first, statistics } = await denoiseDocument(
          document,
          options,
          engine,
          { palette },
          {
            cancel: run.cancel.signal,
            stop: run.stop.signal,
            onProgress: (progress) => this.client?.notify('progress', progress),
          },
        );
        layers.setResult(await openImage(encoded.bytes, { maxPixels }));
        this.result = encoded;
        return {
          engine: reports[reports.length - 1],
          ...statistics,
          noiseBefore: estimateNoise(first.original),
          noiseAfter: estimateNoise(first.result),
          stopped: run.stop.signal.aborted,
        };
      } finally {
        engine.dispose();
      }
    } finally {
      this.active = undefined;
    }
  };

  readonly restore = async ({ bytes, notes }: EncodedResult): Promise<void> => {
    // as large as it needs to be: its source was let in
    this.need().layers.setResult(await openImage(bytes, { maxPixels: Number.POSITIVE_INFINITY }));
    this.result = { bytes, notes };
  };

  readonly stop = (): void => this.active?.stop.abort();

  readonly cancel = (): void => this.active?.cancel.abort();

  readonly encode = (): EncodedResult => {
    if (!this.result) throw new DenoiseError('internal', 'there is no result to save yet; denoise the image first');
    const { bytes, notes } = this.result;
    // a copy of the exact length: what the encoder gives may be a view into a larger buffer
    return { bytes: new Uint8Array(bytes), notes };
  };

  readonly shape = (page: number): Promise<PageShape> => this.need().layers.shape(page);

  readonly tile = async (request: TileRequest): Promise<Picture> => {
    const picture = await this.need().layers.tile(request);
    return withTransfer(picture, [picture.pixels.buffer]);
  };

  readonly inspect = (pixel: PixelAddress): Promise<PixelValues> => this.need().layers.inspect(pixel);

  readonly histogram = (of: HistogramRequest): Promise<Histogram> => this.need().layers.histogram(of);

  readonly noise = (page: number): Promise<NoiseEstimates> => this.need().layers.noise(page);

  readonly setReference = async ({ bytes, maxPixels, page }: ReferenceRequest): Promise<Quality> =>
    this.need().layers.setReference(await openImage(bytes, { maxPixels }), page);

  readonly quality = (page: number): Promise<Quality | undefined> => this.need().layers.quality(page);

  private need(): Opened {
    if (!this.opened) throw new DenoiseError('internal', 'no image is open');
    return this.opened;
  }
}
