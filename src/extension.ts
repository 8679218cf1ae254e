import type { ExtensionContext } from 'vscode';
import { Commands } from './host/commands';
import { ContextKeys } from './host/contextKeys';
import { EditorProvider } from './host/editorProvider';
import { JobQueue } from './host/jobQueue';
import { createLog } from './host/log';
import { StatusBar } from './host/statusBar';

/** What other extensions, and our own tests, may use of this one. */
export interface ExtensionApi {
  readonly editors: EditorProvider;
}

export function activate(context: ExtensionContext): ExtensionApi {
  const log = createLog();
  const editors = new EditorProvider(context.extensionUri, new JobQueue(), log);
  const commands = new Commands(editors, context.extensionUri, log);
  context.subscriptions.push(log, editors, new StatusBar(editors), new ContextKeys(editors), commands);
  return { editors };
}
