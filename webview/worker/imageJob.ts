import type { EncodedImage, ImageDocument } from '../../src/core/codecs/codec';
import { openImage } from '../../src/core/codecs/registry';
import { denoiseDocument } from '../../src/core/denoise/document';
import { DenoiseError } from '../../src/core/errors';
import { estimateNoise } from '../../src/core/image/noise';
import type {
  EncodedResult,
  EngineReport,
  OpenedImage,
  Picture,
  RunSettings,
  RunSummary,
  SourceFile,
  WorkerApi,
  WorkerClientApi,
  WorkerSetup,
} from '../../src/shared/protocol';
import { type RpcPeer, withTransfer } from '../../src/shared/rpc';
import { chooseEngine } from './chooseEngine';
import { type DisplayRange, displayRangeOf, pictureOf, turned } from './picture';

interface Opened {
  readonly document: ImageDocument;
  readonly display: DisplayRange;
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
  private threadScript = '';

  /** Set once the connection stands; progress goes there. */
  client: RpcPeer<WorkerApi, WorkerClientApi> | undefined;

  readonly setUp = ({ threadScript }: WorkerSetup): void => {
    this.threadScript = threadScript;
  };

  readonly open = async ({ bytes, maxPixels }: SourceFile): Promise<OpenedImage> => {
    this.result = undefined;
    const document = await openImage(bytes, { maxPixels });
    const first = await document.readPage(0);
    const display = displayRangeOf(first, document.info.whiteIsZero);
    this.opened = { document, display };
    const picture = turned(pictureOf(first, display), document.info.orientation);
    return withTransfer({ info: document.info, picture, noise: estimateNoise(first) }, [picture.pixels.buffer]);
  };

  readonly run = async ({ options, engine: choice, palette }: RunSettings) => {
    const { document, display } = this.need();
    if (this.active) throw new DenoiseError('internal', 'this image is being denoised already');
    const run: Run = { cancel: new AbortController(), stop: new AbortController() };
    this.active = run;
    try {
      const reports: EngineReport[] = [];
      const engine = await chooseEngine(choice, this.threadScript, (report) => {
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
        this.result = encoded;
        const summary: RunSummary = {
          engine: reports[reports.length - 1],
          ...statistics,
          noiseBefore: estimateNoise(first.original),
          noiseAfter: estimateNoise(first.result),
          stopped: run.stop.signal.aborted,
        };
        const picture = turned(pictureOf(first.result, display), document.info.orientation);
        return withTransfer({ summary, picture }, [picture.pixels.buffer]);
      } finally {
        engine.dispose();
      }
    } finally {
      this.active = undefined;
    }
  };

  readonly restore = async ({ bytes, notes }: EncodedResult): Promise<Picture> => {
    const { document, display } = this.need();
    // as large as it needs to be: its source was let in
    const first = await (await openImage(bytes, { maxPixels: Number.POSITIVE_INFINITY })).readPage(0);
    this.result = { bytes, notes };
    const picture = turned(pictureOf(first, display), document.info.orientation);
    return withTransfer(picture, [picture.pixels.buffer]);
  };

  readonly stop = (): void => this.active?.stop.abort();

  readonly cancel = (): void => this.active?.cancel.abort();

  readonly encode = (): EncodedResult => {
    if (!this.result) throw new DenoiseError('internal', 'there is no result to save yet; denoise the image first');
    const { bytes, notes } = this.result;
    // a copy of the exact length: what the encoder gives may be a view into a larger buffer
    return { bytes: new Uint8Array(bytes), notes };
  };

  private need(): Opened {
    if (!this.opened) throw new DenoiseError('internal', 'no image is open');
    return this.opened;
  }
}
