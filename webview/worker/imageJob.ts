import type { ImageDocument } from '../../src/core/codecs/codec';
import { openImage } from '../../src/core/codecs/registry';
import type { AssumptionWarning } from '../../src/core/denoise/assumptions';
import { blend } from '../../src/core/denoise/blend';
import { type DocumentPlan, denoiseDocument } from '../../src/core/denoise/document';
import { previewRegion } from '../../src/core/denoise/regionPreview';
import { DenoiseError } from '../../src/core/errors';
import { estimateNoise } from '../../src/core/image/noise';
import type { Machine } from '../../src/core/methods/machine';
import { text } from '../../src/core/text';
import type {
  EncodedResult,
  OpenedImage,
  ReferenceRequest,
  SourceFile,
  WorkerApi,
  WorkerClientApi,
  WorkerSetup,
} from '../../src/shared/protocol';
import { type RpcPeer, withTransfer } from '../../src/shared/rpc';
import type { EngineChoice, EngineReport, PreviewRequest, RunSettings, RunSummary } from '../../src/shared/run';
import type {
  Histogram,
  HistogramRequest,
  Look,
  NoiseEstimates,
  PageShape,
  Picture,
  PixelAddress,
  PixelValues,
  PlacedPicture,
  Quality,
  TileRequest,
} from '../../src/shared/viewing';
import { DenoisedResult } from './denoisedResult';
import { fileRegion } from './displayedRegion';
import { ImageLayers } from './imageLayers';
import { LiveLook, type LookedAtPage, placedPicture } from './liveLook';
import { type MachineParts, type StartEngine, type StartedBands, withMachine } from './pageMachine';
import { shownChannels } from './picture';

interface Opened {
  readonly document: ImageDocument;
  readonly layers: ImageLayers;
  /** Undefined until a run has ended or an earlier result has come back. */
  readonly result?: DenoisedResult;
}

/** Of a run in which nothing had to be computed. */
const idle: EngineReport = { id: 'wasm', description: 'nothing to compute', reason: 'no-network' };

/** Work that is under way. */
interface Work {
  readonly cancel: AbortController;
  readonly stop: AbortController;
}

const newWork = (): Work => ({ cancel: new AbortController(), stop: new AbortController() });

/** The worker's side of an editor: holds the opened file and its result, and does all the computing. */
export class ImageJob implements WorkerApi {
  private opened: Opened | undefined;
  private threadScript = '';
  private activeRun: Work | undefined;
  private activePreview: Work | undefined;
  private readonly liveLook = new LiveLook((piece) =>
    this.client?.notify('live', withTransfer(piece, [piece.pixels.buffer])),
  );

  /** Set once the connection stands; progress goes there. */
  client: RpcPeer<WorkerApi, WorkerClientApi> | undefined;

  constructor(
    private readonly startEngine: StartEngine,
    private readonly startBands: (
      threadScript: string,
      report: (report: EngineReport) => void,
    ) => Promise<StartedBands>,
  ) {}

  readonly setUp = ({ threadScript }: WorkerSetup): void => {
    this.threadScript = threadScript;
  };

  readonly open = async ({ bytes, limits }: SourceFile): Promise<OpenedImage> => {
    this.opened = undefined;
    const document = await openImage(bytes, limits);
    const layers = new ImageLayers(document);
    const shape = await layers.shape(0);
    this.opened = { document, layers };
    return { info: document.info, shape };
  };

  readonly run = async (settings: RunSettings): Promise<RunSummary> => {
    const opened = this.need();
    if (this.activeRun) throw new DenoiseError('internal', text('this image is being denoised already'));
    this.activePreview?.cancel.abort();
    const work = newWork();
    this.activeRun = work;
    try {
      return await this.onMachine(settings.engine, work, (machine, lastReport) =>
        this.denoise(opened, settings, machine, work, lastReport),
      );
    } finally {
      this.activeRun = undefined;
    }
  };

  readonly stop = (): void => this.activeRun?.stop.abort();

  readonly cancel = (): void => {
    this.activeRun?.cancel.abort();
    this.activePreview?.cancel.abort();
  };

  readonly watch = async (look: Look | undefined): Promise<void> => {
    this.liveLook.watch(look && { ...look, ...(await this.lookedAt(look.page)) });
  };

  readonly previewRegion = async (request: PreviewRequest): Promise<PlacedPicture | undefined> => {
    const { page, area, mapping, settings } = request;
    if (this.activeRun) throw new DenoiseError('internal', text('this image is being denoised already'));
    this.activePreview?.cancel.abort();
    const work = newWork();
    this.activePreview = work;
    try {
      const { raster } = await this.need().layers.before.page(page);
      const looked = await this.lookedAt(page);
      const region = fileRegion(looked.shape, looked.orientation, area);
      if (!region) return undefined;
      const preview = await this.onMachine(settings.engine, work, (machine) =>
        previewRegion(
          raster,
          region,
          settings.options,
          machine,
          { cancel: work.cancel.signal },
          shownChannels(raster, mapping),
        ),
      );
      if (!preview) return undefined;
      const picture = placedPicture(preview.raster, preview.region, looked, mapping);
      return withTransfer(picture, [picture.pixels.buffer]);
    } finally {
      if (this.activePreview === work) this.activePreview = undefined;
    }
  };

  readonly setStrength = async (strength: number): Promise<void> => {
    const { result, ...opened } = this.need();
    if (result) this.show(opened, result.withStrength(strength));
  };

  readonly restore = async ({ bytes, notes }: EncodedResult): Promise<void> => {
    const opened = this.need();
    const pages = new Set(Array.from({ length: opened.document.info.pages }, (_, page) => page));
    this.show(opened, await DenoisedResult.open(opened.document, opened.layers.before, { bytes, notes }, pages, {}, 1));
  };

  readonly encode = async (): Promise<EncodedResult> => {
    const { result } = this.need();
    if (!result) throw new DenoiseError('internal', text('there is no result to save; denoise the image first'));
    const { bytes, notes } = await result.encode();
    // a copy of the exact length: what the encoder gives may be a view into a larger buffer
    return { bytes: new Uint8Array(bytes), notes };
  };

  readonly warnings = (page: number): Promise<readonly AssumptionWarning[]> => {
    const { layers, result } = this.need();
    return layers.warnings(page, result?.pages.has(page) ? result.fullPages : undefined);
  };

  readonly shape = (page: number): Promise<PageShape> => this.need().layers.shape(page);

  readonly tile = async (request: TileRequest): Promise<Picture> => {
    const picture = await this.need().layers.tile(request);
    return withTransfer(picture, [picture.pixels.buffer]);
  };

  readonly inspect = (pixel: PixelAddress): Promise<PixelValues> => this.need().layers.inspect(pixel);

  readonly histogram = (of: HistogramRequest): Promise<Histogram> => this.need().layers.histogram(of);

  readonly noise = (page: number): Promise<NoiseEstimates> => this.need().layers.noise(page);

  readonly setReference = async ({ bytes, limits, page }: ReferenceRequest): Promise<Quality> =>
    this.need().layers.setReference(await openImage(bytes, limits), page);

  readonly quality = (page: number): Promise<Quality | undefined> => this.need().layers.quality(page);

  /** Denoises at full strength, so that every other strength can be had from the result. */
  private async denoise(
    opened: Opened,
    { options, palette, page, reusePages }: RunSettings,
    machine: Machine,
    work: Work,
    lastReport: () => EngineReport | undefined,
  ): Promise<RunSummary> {
    const { document, layers, result } = opened;
    const plan: DocumentPlan = {
      page,
      reusePages,
      earlier: result && { pages: result.pages, result: result.fullPages },
    };
    const { encoded, first, cleaned, statistics, found, findings } = await denoiseDocument(
      document,
      { ...options, strength: 1 },
      machine,
      plan,
      {
        cancel: work.cancel.signal,
        stop: work.stop.signal,
        live: this.liveLook,
        onProgress: (progress) => this.client?.notify('progress', progress),
      },
    );
    const { strength } = options;
    layers.setFindings(findings);
    this.show(
      opened,
      await DenoisedResult.open(document, layers.before, encoded, cleaned, { palette }, strength, found),
    );
    return {
      engine: lastReport() ?? idle,
      ...statistics,
      noiseBefore: estimateNoise(first.original),
      noiseAfter: estimateNoise(blend(first.original, first.result, strength)),
      samples: options.samples,
      stopped: work.stop.signal.aborted,
    };
  }

  private show(opened: Opened, result: DenoisedResult): void {
    opened.layers.setResult(result.blendedFile);
    this.opened = { ...opened, result };
  }

  private async lookedAt(page: number): Promise<LookedAtPage> {
    const { document, layers } = this.need();
    return { shape: (await layers.before.page(page)).raster, orientation: document.info.orientation };
  }

  private onMachine<T>(
    choice: EngineChoice,
    { cancel }: Work,
    act: (machine: Machine, lastReport: () => EngineReport | undefined) => Promise<T>,
  ): Promise<T> {
    const parts: MachineParts = {
      startEngine: (report) => this.startEngine(choice, this.threadScript, report),
      startBands: (report) => this.startBands(this.threadScript, report),
    };
    return withMachine(parts, this.reportEngine, cancel.signal, act);
  }

  private readonly reportEngine = (report: EngineReport): void => this.client?.notify('engine', report);

  private need(): Opened {
    if (!this.opened) throw new DenoiseError('internal', 'no image is open');
    return this.opened;
  }
}
