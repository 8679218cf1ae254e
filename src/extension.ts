import type { ExtensionContext } from 'vscode';
import { Commands } from './host/commands';
import { ContextKeys } from './host/contextKeys';
import type { DiskFiles } from './host/diskFiles';
import { EditorProvider } from './host/editorProvider';
import { JobQueue } from './host/jobQueue';
import { createLog } from './host/log';
import { StatusBar } from './host/statusBar';

/** What other extensions, and our own tests, may use of this one. */
export interface ExtensionApi {
  readonly editors: EditorProvider;
}

/** @param disk where the host runs in Node; see extensionDesktop.ts */
export function activateWith(context: ExtensionContext, disk?: DiskFiles): ExtensionApi {
  const log = createLog();
  const editors = new EditorProvider(context.extensionUri, new JobQueue(), log, disk);
  const commands = new Commands(editors, context.extensionUri, log);
  context.subscriptions.push(log, editors, new StatusBar(editors), new ContextKeys(editors), commands);
  return { editors };
}

/** Entry of the bundle for web extension hosts: nothing here may import Node's modules. */
export const activate = (context: ExtensionContext): ExtensionApi => activateWith(context);
