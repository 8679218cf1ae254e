import * as vscode from 'vscode';
import type { DiskFiles } from './diskFiles';
import { Disposable } from './disposable';
import { EditorDocument } from './editorDocument';
import { EditorSession } from './editorSession';
import { fileName } from './imageUris';
import type { JobQueue } from './jobQueue';
import type { Log } from './log';
import type { FileContext } from './savePlan';
import { uiStrings } from './uiStrings';
import { editorHtml } from './webviewHtml';
import { forVscode } from './windowText';

export const viewType = 'zeroShotDenoise.editor';

/** Opens images in our editor and knows the editors that are open. */
export class EditorProvider extends Disposable implements vscode.CustomEditorProvider<EditorDocument> {
  private readonly sessions = new Set<EditorSession>();
  private readonly openings = this.register(new vscode.EventEmitter<EditorSession>());
  private readonly activeChanges = this.register(new vscode.EventEmitter<EditorSession | undefined>());

  private readonly documentChanges = this.register(
    new vscode.EventEmitter<vscode.CustomDocumentContentChangeEvent<EditorDocument>>(),
  );

  /** The images of the commands under way. */
  private readonly batches = new Set<readonly vscode.Uri[]>();
  /** What has to be known of files to save results. */
  readonly files: FileContext;

  /** A document has an unsaved result: VS Code marks its tab and asks before closing it. */
  readonly onDidChangeCustomDocument = this.documentChanges.event;
  readonly onDidOpen = this.openings.event;
  /** The editor in front came, went, or changed its state. */
  readonly onDidChangeActive = this.activeChanges.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly queue: JobQueue,
    private readonly log: Log,
    disk?: DiskFiles,
  ) {
    super();
    this.files = { disk, keptFiles: () => this.keptFiles() };
    this.register(
      vscode.window.registerCustomEditorProvider(viewType, this, {
        webviewOptions: { retainContextWhenHidden: true },
        supportsMultipleEditorsPerDocument: false,
      }),
    );
  }

  /** The editor the person looks at. */
  get active(): EditorSession | undefined {
    return [...this.sessions].find((session) => session.isActive);
  }

  find(uri: vscode.Uri): EditorSession | undefined {
    return [...this.sessions].find((session) => session.uri.toString() === uri.toString());
  }

  /** Opens the file in our editor, or brings its editor to the front. */
  async open(uri: vscode.Uri, options: vscode.TextDocumentShowOptions = {}): Promise<EditorSession> {
    const opened = new Promise<EditorSession>((resolve) => {
      const listener = this.onDidOpen((session) => {
        if (session.uri.toString() !== uri.toString()) return;
        listener.dispose();
        resolve(session);
      });
    });
    await vscode.commands.executeCommand('vscode.openWith', uri, viewType, options);
    return this.find(uri) ?? opened;
  }

  /** While `act` runs no result replaces any of these images. */
  async keeping<T>(images: readonly vscode.Uri[], act: () => Promise<T>): Promise<T> {
    this.batches.add(images);
    try {
      return await act();
    } finally {
      this.batches.delete(images);
    }
  }

  /** Besides selected images those that are denoised in an editor; what is only looked at may be an earlier result. */
  private keptFiles(): vscode.Uri[] {
    const denoised = [...this.sessions].filter(
      ({ isAtWork, isUnsaved, state }) => isAtWork || isUnsaved || state.hasResult,
    );
    return [...denoised.map(({ uri }) => uri), ...[...this.batches].flat()];
  }

  openCustomDocument(uri: vscode.Uri, { backupId }: vscode.CustomDocumentOpenContext): EditorDocument {
    const backup = backupId === undefined ? undefined : vscode.Uri.parse(backupId);
    const document = new EditorDocument(uri, backup, this.files);
    document.onDidChange(() => this.documentChanges.fire({ document }));
    return document;
  }

  saveCustomDocument(document: EditorDocument): Promise<void> {
    return forVscode(() => document.saveForVscode());
  }

  saveCustomDocumentAs(document: EditorDocument, destination: vscode.Uri): Promise<void> {
    return forVscode(() => document.saveAsForVscode(destination));
  }

  async revertCustomDocument(document: EditorDocument): Promise<void> {
    document.revert();
  }

  backupCustomDocument(
    document: EditorDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    return forVscode(() => document.backUp(destination));
  }

  resolveCustomEditor(document: EditorDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const at = (...path: string[]) => vscode.Uri.joinPath(this.extensionUri, ...path);
    webview.options = { enableScripts: true, localResourceRoots: [at('dist'), at('media')] };
    const session = new EditorSession(document, panel, this.queue, this.log);
    this.sessions.add(session);
    const changed = () => this.activeChanges.fire(this.active);
    session.onDidChangeState(changed);
    session.onDidChangeActive(changed);
    panel.onDidDispose(() => {
      this.sessions.delete(session);
      changed();
    });
    webview.html = editorHtml({
      script: webview.asWebviewUri(at('dist', 'editor.js')).toString(),
      style: webview.asWebviewUri(at('media', 'editor.css')).toString(),
      cspSource: webview.cspSource,
      nonce: createNonce(),
      language: vscode.env.language,
      start: {
        fileName: fileName(document.uri),
        workerScript: webview.asWebviewUri(at('dist', 'worker.js')).toString(),
        threadScript: webview.asWebviewUri(at('dist', 'pageThread.js')).toString(),
        strings: uiStrings(),
      },
    });
    this.openings.fire(session);
    changed();
  }
}

function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
