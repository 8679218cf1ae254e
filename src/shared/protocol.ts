import type { ImageInfo, PaletteChoice } from '../core/codecs/codec';
import type { AssumptionWarning } from '../core/denoise/assumptions';
import type { DenoiseOptions } from '../core/denoise/options';
import type { EngineId } from '../core/engines/engine';
import type { ErrorCode } from '../core/errors';
import type { SampleFormat } from '../core/image/raster';
import type { UiStrings } from './strings';

/**
 * Who speaks to whom: the extension host and the editor's page; the page and its worker. Each interface lists what one
 * side offers the other; `RpcPeer` carries the calls.
 */

export const engineChoices = ['auto', 'webgl', 'cpu'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** What a person chooses in the page for one run, in place of the settings. */
export type RunOverrides = Omit<DenoiseOptions, 'stopEarly'>;

/** A run as the page or a command asks for it. */
export interface RunRequest {
  readonly pages: 'all' | 'current';
  readonly overrides?: Partial<RunOverrides>;
}

/** What one run is to do. */
export interface RunSettings {
  /** The one page to denoise, from 0; undefined: all pages. */
  readonly page?: number;
  readonly options: DenoiseOptions;
  readonly engine: EngineChoice;
  readonly palette: PaletteChoice;
  /** Pages of a stack start from the network of the page before them. */
  readonly reusePages: boolean;
}

/** Why `auto` (or the person) ended up with the engine that runs. */
export type EngineReason =
  | 'chosen'
  | 'hardware-webgl'
  | 'no-webgl'
  | 'software-webgl'
  | 'half-float-webgl'
  | 'gpu-lost';

export interface EngineReport {
  readonly id: EngineId;
  readonly description: string;
  readonly reason: EngineReason;
  /** The WebGL renderer's own name, when the browser tells it. */
  readonly renderer?: string;
}

/** An 8-bit picture for the screen: [height][width][RGBA], straight alpha. The samples stay in the worker. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** How samples become light, for the screen only: `((value - black) / (white - black)) ^ (1 / gamma)`, 0 black, 1 white. */
export interface DisplayMapping {
  /** File values shown as black and as white; black is the larger one where small samples are bright. */
  readonly black: number;
  readonly white: number;
  readonly gamma: number;
  /** Shows this one channel as grey; all colours when absent. */
  readonly channel?: number;
}

/** What can be looked at; `difference` is the result minus the original, in the file's units. */
export const layers = ['before', 'after', 'difference'] as const;
export type Layer = (typeof layers)[number];

/**
 * One square of a layer at 1/2^level of the page's size, each value the mean of the raw samples it stands for. Columns
 * and rows count tiles of the page as it is displayed, its orientation tag applied.
 */
export interface TileAddress {
  readonly layer: Layer;
  readonly page: number;
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

export interface TileRequest extends TileAddress {
  readonly mapping: DisplayMapping;
}

/** What the view has to know of a page. */
export interface PageShape {
  readonly page: number;
  /** As displayed, its orientation tag applied. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly colorChannels: number;
  readonly sampleFormat: SampleFormat;
  readonly bitDepth: number;
  /** How it is shown until the person chooses otherwise. */
  readonly mapping: DisplayMapping;
}

/** A rectangle of a page as displayed, in its pixels. */
export interface PageArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is looked at while the network learns. */
export interface Look {
  readonly page: number;
  readonly area: PageArea;
  readonly mapping: DisplayMapping;
}

/** A picture of a part of a page, its upper left corner at (x, y) of the page as displayed. */
export interface PlacedPicture extends Picture {
  readonly x: number;
  readonly y: number;
}

/** A part of a page to be denoised for a look at what the settings do. */
export interface PreviewRequest extends Look {
  readonly settings: RunSettings;
}

/** A pixel's position on its page as displayed, from 0. */
export interface PixelAddress {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

/** All channels of a pixel, in the file's units. */
export interface PixelValues {
  readonly before: readonly number[];
  readonly after?: readonly number[];
}

export interface HistogramRequest {
  readonly layer: Exclude<Layer, 'difference'>;
  readonly page: number;
}

/** How often values occur on a page. */
export interface Histogram {
  /** One array of counts for each colour channel; each bin is `(to - from) / bins` wide. */
  readonly bins: readonly Uint32Array[];
  /** The values at the outer edges of the first and the last bin; what lies beyond is counted in those. */
  readonly from: number;
  readonly to: number;
  /** The smallest and the largest finite value. */
  readonly min: number;
  readonly max: number;
  /** The values that an automatic display range shows as black and white. */
  readonly black: number;
  readonly white: number;
}

/** Estimated standard deviations of the noise of a page, in the file's units. */
export interface NoiseEstimates {
  readonly before: number;
  readonly after?: number;
}

export interface Similarity {
  /** Peak signal-to-noise ratio in dB. */
  readonly psnr: number;
  readonly ssim: number;
}

/** How close a page is to the clean reference. */
export interface Quality {
  readonly before: Similarity;
  readonly after?: Similarity;
}

/** A share of the work, whatever is being done. */
export interface RunProgress {
  readonly phase: 'train' | 'infer';
  /** Page being worked on, from 0, and how many there are. */
  readonly page: number;
  readonly pages: number;
  readonly step: number;
  readonly steps: number;
  readonly loss?: number;
  readonly learningRate?: number;
  readonly secondsLeft?: number;
}

export interface RunSummary {
  readonly engine: EngineReport;
  readonly iterations: number;
  readonly loss: number;
  readonly trainSeconds: number;
  readonly inferSeconds: number;
  /** Estimated standard deviation of the noise of the first page, in the file's units. */
  readonly noiseBefore: number;
  readonly noiseAfter: number;
  /** Ended by Stop before all steps were done. */
  readonly stopped: boolean;
  /** Ended before the last step because there was nothing more to gain. */
  readonly endedEarly: boolean;
}

/** A file as the host hands it over. */
export interface SourceFile {
  readonly bytes: Uint8Array;
  /** Pages with more pixels are refused. */
  readonly maxPixels: number;
}

/** A clean picture of the same scene, to measure results against. */
export interface ReferenceFile extends SourceFile {
  readonly name: string;
}

/** Chooses the reference and asks how close a page is to it. */
export interface ReferenceRequest extends ReferenceFile {
  readonly page: number;
}

export interface EncodedResult {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What could not be kept as it was in the source, for the user. */
  readonly notes: readonly string[];
}

/** A result that was in the editor when its window was closed or its worker broke down. */
export interface UnsavedResult extends EncodedResult {
  readonly summary: RunSummary;
  /** The source was written to after the result was made from it. */
  readonly isOfEarlierSource: boolean;
}

export interface OpenedImage {
  readonly info: ImageInfo;
  /** The first page. */
  readonly shape: PageShape;
}

/** What the page needs to begin; it stands in its HTML. */
export interface EditorStart {
  readonly fileName: string;
  /** Address of the worker's script. */
  readonly workerScript: string;
  /** Address of the script of the CPU engine's threads. */
  readonly threadScript: string;
  readonly strings: UiStrings;
}

/** How original and result are laid beside or over each other. */
export const viewModes = ['before', 'after', 'split', 'side', 'difference'] as const;
export type ViewMode = (typeof viewModes)[number];

/** What the page does on a command of VS Code's; the commands of the manifest have the same names. */
export const pageCommands = [
  ...viewModes,
  'nextMode',
  'zoomIn',
  'zoomOut',
  'fit',
  'actualSize',
  'nextPage',
  'previousPage',
  'toggleTune',
  'toggleHistogram',
  'previewRegion',
  'chooseReference',
  'copyResult',
] as const;
export type PageCommand = (typeof pageCommands)[number];

/** Where the page is in its work; the host shows it in the status bar and enables commands by it. */
export type EditorPhase = 'opening' | 'idle' | 'queued' | 'running' | 'done' | 'failed';

export interface EditorState {
  readonly phase: EditorPhase;
  readonly image?: ImageInfo;
  readonly noise?: number;
  readonly progress?: RunProgress;
  readonly summary?: RunSummary;
  /** There is something to compare and to save. */
  readonly hasResult: boolean;
  /** The page shown, from 0. */
  readonly page: number;
  /** What trains or has trained; undefined before the first run. */
  readonly engine?: EngineReport;
  readonly viewMode: ViewMode;
  readonly zoom: number;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** What happened to the file under an open editor; `older`: a version older than the one shown took its place. */
export type FileEvent = 'changed' | 'older' | 'deleted';

/** A clean picture of the same scene, to measure results against. */
export interface ReferenceFile extends SourceFile {
  readonly name: string;
}

export interface SavedFile {
  readonly name: string;
  /** Sentences about what had to be written otherwise than in the source. */
  readonly notes: readonly string[];
}

/** Offered by the extension host to the page. */
export interface HostApi {
  /** The page's script runs and answers calls from now on. */
  ready(): void;
  /** The settings that hold for the file, for the tune panel to begin with. */
  runSettings(): Promise<RunSettings>;
  /** What the tune panel says now; commands that denoise go by it. */
  tuned(overrides: Partial<RunOverrides>): void;
  /** The result was given another strength: it is another one than the one saved. */
  resultChanged(): void;
  /** The file, read afresh. */
  readFile(): Promise<SourceFile>;
  /** The result that waits for being saved since before the page (or its worker) was started, if there is one. */
  unsavedResult(): Promise<UnsavedResult | undefined>;
  /** The Denoise button: queues a run with the present settings; the host then calls `run`. */
  requestRun(request: RunRequest): void;
  requestCancel(): void;
  requestSave(): void;
  requestSaveAs(): void;
  /** Gives up the result, if there is one, and reads the file again; the host then calls `reload`. */
  requestReload(): void;
  copyDiagnostics(): void;
  /** Lets the person choose a clean picture; undefined when none was chosen. */
  chooseReference(): Promise<ReferenceFile | undefined>;
  /** The buttons offered once a result is saved. */
  openSaved(): void;
  revealSaved(): void;
  stateChanged(state: EditorState): void;
}

/** Offered by the page to the extension host. */
export interface PageApi {
  /** Resolves when the image is shown; rejects with why it cannot be. */
  opened(): Promise<ImageInfo>;
  queued(): void;
  run(settings: RunSettings): Promise<RunSummary>;
  stop(): Promise<void>;
  cancel(): Promise<void>;
  /** The result as a file, in the source's format. */
  encode(): Promise<EncodedResult>;
  saved(file: SavedFile): void;
  fileEvent(event: FileEvent): void;
  /** Drops the result and shows the file as it is now. */
  reload(): Promise<ImageInfo>;
  /** Rejects with `unsupported` when the page cannot do that. */
  command(name: PageCommand): Promise<void>;
}

/** What the worker cannot know by itself. */
export interface WorkerSetup {
  /** Blob address of the script of the CPU engine's threads. */
  readonly threadScript: string;
}

/** Offered by the worker to the page. */
export interface WorkerApi {
  /** Called once, before anything else. */
  setUp(setup: WorkerSetup): void;
  open(file: SourceFile): Promise<OpenedImage>;
  run(settings: RunSettings): Promise<RunSummary>;
  stop(): void;
  cancel(): void;
  /** Takes a result in that was made earlier from the opened file. */
  restore(result: EncodedResult): Promise<void>;
  encode(): Promise<EncodedResult>;
  /** Blends the result anew, for the screen and for the file; it answers when that can be looked at. */
  setStrength(strength: number): Promise<void>;
  /** From now on pieces of this part arrive as `live` while a run trains; undefined: none. */
  watch(look: Look | undefined): Promise<void>;
  /**
   * Denoises a part of a page for a moment's training; undefined when it lies beside the page.
   * @throws DenoiseError as a run does; `cancelled` when another preview or a run takes its place
   */
  previewRegion(request: PreviewRequest): Promise<PlacedPicture | undefined>;
  /** In what the page's noise, or what a run removed from it, is not as the method assumes. */
  warnings(page: number): Promise<readonly AssumptionWarning[]>;
  shape(page: number): Promise<PageShape>;
  tile(request: TileRequest): Promise<Picture>;
  inspect(pixel: PixelAddress): Promise<PixelValues>;
  histogram(of: HistogramRequest): Promise<Histogram>;
  noise(page: number): Promise<NoiseEstimates>;
  /**
   * Measures by this file from now on.
   * @throws DenoiseError `invalid-option` when it does not fit the image; the reference before it stays then.
   */
  setReference(reference: ReferenceRequest): Promise<Quality>;
  /** Undefined while there is no reference. */
  quality(page: number): Promise<Quality | undefined>;
}

/** Offered by the page to the worker. */
export interface WorkerClientApi {
  progress(progress: RunProgress): void;
  /** A piece of what is looked at, as the network cleans it now. */
  live(piece: PlacedPicture): void;
  engine(report: EngineReport): void;
}
