import * as vscode from 'vscode';
import { type EngineStrings, engineText } from '../shared/engineText';
import type { EditorState } from '../shared/protocol';
import type { EngineReport } from '../shared/run';
import { Disposable } from './disposable';
import type { EditorProvider } from './editorProvider';
import { engineStrings } from './uiStrings';
import { inWindowLanguage } from './windowText';

/** What one entry shows. */
export interface StatusEntry {
  readonly text: string;
  readonly tooltip: string;
  readonly command?: vscode.Command;
}

/** The entries from left to right. */
const names = ['progress', 'size', 'zoom', 'noise', 'engine'] as const;
export type StatusName = (typeof names)[number];

/** The active editor's facts and work in the status bar; nothing of it stays when another editor is active. */
export class StatusBar extends Disposable {
  private readonly items: ReadonlyMap<StatusName, vscode.StatusBarItem>;

  constructor(editors: EditorProvider) {
    super();
    this.items = new Map(names.map((name, index) => [name, this.createItem(name, 100 - index)]));
    this.register(
      editors.onDidChangeActive((session) => {
        const entries = session ? statusEntries(session.state) : {};
        for (const [name, item] of this.items) show(item, entries[name]);
      }),
    );
  }

  private createItem(name: StatusName, priority: number): vscode.StatusBarItem {
    const alignment = vscode.StatusBarAlignment.Right;
    const item = this.register(vscode.window.createStatusBarItem(`zeroShotDenoise.${name}`, alignment, priority));
    item.name = vscode.l10n.t('Zero-Shot Denoise: {0}', titles()[name]);
    return item;
  }
}

/** Under these names entries can be hidden in the status bar's menu. */
const titles = (): Record<StatusName, string> => ({
  progress: vscode.l10n.t('Progress'),
  size: vscode.l10n.t('Image Size'),
  zoom: vscode.l10n.t('Zoom'),
  noise: vscode.l10n.t('Noise'),
  engine: vscode.l10n.t('Engine'),
});

function show(item: vscode.StatusBarItem, entry: StatusEntry | undefined): void {
  if (!entry) {
    item.hide();
    return;
  }
  item.text = entry.text;
  item.tooltip = entry.tooltip;
  item.command = entry.command;
  item.show();
}

/** What the status bar tells of an editor; entries are absent while there is nothing to tell. */
export function statusEntries(state: EditorState): { readonly [N in StatusName]?: StatusEntry } {
  const { image, engine } = state;
  if (!image) return {};
  return {
    progress: progressEntry(state),
    size: {
      text: `${image.width}×${image.height} ${inWindowLanguage(image.color)} ${vscode.l10n.t('{0}-bit', image.bitDepth)}`,
      tooltip: vscode.l10n.t(
        '{0} file, compression: {1}, pages: {2}',
        image.format.toUpperCase(),
        inWindowLanguage(image.compression),
        image.pages,
      ),
    },
    zoom: {
      text: `${Math.round(state.zoom * 100)}%`,
      tooltip: vscode.l10n.t('Zoom; click to fit the image into the editor'),
      command: command('zeroShotDenoise.fit'),
    },
    noise: noiseEntry(state),
    engine: engine && engineEntry(engine, engineStrings()),
  };
}

function progressEntry({ phase, progress }: EditorState): StatusEntry | undefined {
  if (phase === 'queued') {
    return {
      text: `$(watch) ${vscode.l10n.t('Waiting')}`,
      tooltip: vscode.l10n.t('Another image is being denoised; click to cancel'),
      command: command('zeroShotDenoise.cancel'),
    };
  }
  if (phase !== 'running') return undefined;
  const share = progress ? ` ${Math.floor((100 * progress.step) / progress.steps)}%` : '';
  return {
    text: `$(sync~spin)${share}`,
    tooltip: vscode.l10n.t('Denoising; click to stop and keep the result so far'),
    command: command('zeroShotDenoise.stop'),
  };
}

function noiseEntry({ noise, summary, hasResult }: EditorState): StatusEntry | undefined {
  if (noise === undefined || !Number.isFinite(noise)) return undefined;
  const after = hasResult && summary ? ` → ${short(summary.noiseAfter)}` : '';
  return {
    text: `σ ${short(noise)}${after}`,
    tooltip: after
      ? vscode.l10n.t('Estimated standard deviation of the noise, before → after, in the file’s units')
      : vscode.l10n.t('Estimated standard deviation of the noise, in the file’s units'),
    command: command('zeroShotDenoise.openMethods'),
  };
}

function engineEntry(engine: EngineReport, strings: EngineStrings): StatusEntry {
  return {
    text: engine.id === 'wasm' ? '$(chip) CPU' : '$(chip) GPU',
    tooltip: [engineText(engine, strings), engine.description, engine.renderer].filter(Boolean).join('\n'),
    command: command('workbench.action.openSettings', '@id:zeroShotDenoise.engine'),
  };
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** VS Code wants a title that it shows nowhere here. */
const command = (id: string, ...args: unknown[]): vscode.Command => ({ command: id, title: id, arguments: args });
