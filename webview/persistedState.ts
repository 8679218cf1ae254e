import { type DisplayMapping, viewModes } from '../src/shared/viewing';
import { isTuneValues, type TuneValues } from './panels/tuneModel';
import type { Outlook } from './view/compareView';

/** What the page remembers when its editor is moved or the window is loaded again. */
export interface ViewState {
  readonly outlook: Outlook;
  /** The page shown, from 0. */
  readonly page: number;
  /** The display range a person chose; absent while it is automatic. */
  readonly mapping?: DisplayMapping;
  /** How many times differences are amplified. */
  readonly gain: number;
  readonly showsDetails: boolean;
  readonly showsTune?: boolean;
  /** What was chosen in the tune panel; absent while it says what the settings say. */
  readonly tune?: TuneValues;
}

export const initialViewState: ViewState = {
  outlook: { mode: 'split', split: 0.5, zoom: 'fit' },
  page: 0,
  gain: 4,
  showsDetails: false,
};

/** Where VS Code keeps a webview's state. */
export interface StateStore {
  getState(): unknown;
  setState(state: unknown): void;
}

/** Writing tells the host, which is too much for every movement of a pointer. */
const writeDelay = 100;

/** The view's state as VS Code keeps it for the editor. */
export class PersistedState {
  private state: ViewState;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly store: StateStore) {
    this.state = isViewState(store.getState()) ? (store.getState() as ViewState) : initialViewState;
  }

  get current(): ViewState {
    return this.state;
  }

  update(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.store.setState(this.state);
    }, writeDelay);
  }
}

/** What an earlier version of the extension has left behind may be anything. */
function isViewState(kept: unknown): kept is ViewState {
  if (!isRecord(kept)) return false;
  const { outlook, page, mapping, gain, showsDetails, tune } = kept;
  return (
    isOutlook(outlook) &&
    Number.isInteger(page) &&
    Number.isFinite(gain) &&
    typeof showsDetails === 'boolean' &&
    (mapping === undefined || isMapping(mapping)) &&
    (tune === undefined || isTuneValues(tune))
  );
}

function isOutlook(kept: unknown): boolean {
  if (!isRecord(kept) || !viewModes.some((mode) => mode === kept.mode) || !Number.isFinite(kept.split)) return false;
  const { zoom } = kept;
  return zoom === 'fit' || (isRecord(zoom) && [zoom.scale, zoom.x, zoom.y].every(Number.isFinite));
}

function isMapping(kept: unknown): boolean {
  return isRecord(kept) && [kept.black, kept.white, kept.gamma].every(Number.isFinite);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
