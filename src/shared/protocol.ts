import type { DecodeLimits, ImageInfo } from '../core/codecs/codec';
import type { AssumptionWarning } from '../core/denoise/assumptions';
import type { ErrorData } from '../core/errors';
import type { Text } from '../core/text';
import type {
  EngineReport,
  PreviewRequest,
  RunOverrides,
  RunProgress,
  RunRequest,
  RunSettings,
  RunSummary,
} from './run';
import type { UiStrings } from './strings';
import {
  type Histogram,
  type HistogramRequest,
  type Look,
  type NoiseEstimates,
  type PageShape,
  type Picture,
  type PixelAddress,
  type PixelValues,
  type PlacedPicture,
  type Quality,
  type TileRequest,
  type ViewMode,
  viewModes,
} from './viewing';

/**
 * Who speaks to whom: the extension host and the editor's page; the page and its worker. Each interface lists what one
 * side offers the other; `RpcPeer` carries the calls.
 */

/** A file as the host hands it over. */
export interface SourceFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Files beyond them are refused. */
  readonly limits: DecodeLimits;
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
  readonly notes: readonly Text[];
}

/** A result that was in the editor before its window was closed, its page started anew or its worker broke down. */
export interface EarlierResult extends EncodedResult {
  readonly summary: RunSummary;
  /** The source was written to after the result was made from it. */
  readonly isOfEarlierSource: boolean;
  /** The name of the file that holds it; undefined while it is unsaved. */
  readonly savedAs?: string;
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
  readonly error?: ErrorData;
}

/** What happened to the file under an open editor; `older`: a version older than the one shown took its place. */
export type FileEvent = 'changed' | 'older' | 'deleted';

export interface SavedFile {
  readonly name: string;
  /** Sentences about what had to be written otherwise than in the source. */
  readonly notes: readonly Text[];
}

/** Offered by the extension host to the page. */
export interface HostApi {
  /**
   * The page's script runs and answers calls from now on. It comes again when VS Code starts the page anew, as it does
   * when the tab moves to another window; calls from before are not answered any more.
   */
  ready(): void;
  /** The settings that hold for the file, for the tune panel to begin with. */
  runSettings(): Promise<RunSettings>;
  /** What the tune panel says now; commands that denoise go by it. */
  tuned(overrides: Partial<RunOverrides>): void;
  /** The result was given another strength: it is another one than the one saved. */
  resultChanged(): void;
  /** The file, read afresh. */
  readFile(): Promise<SourceFile>;
  /** The result that was there before the page (or its worker) was started, if there was one. */
  earlierResult(): Promise<EarlierResult | undefined>;
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
