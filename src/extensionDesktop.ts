/** Entry of the bundle for extension hosts in Node. */
import type { ExtensionContext } from 'vscode';
import { activateWith, type ExtensionApi } from './extension';
import { nodeDiskFiles } from './host/desktop/nodeDiskFiles';

export const activate = (context: ExtensionContext): ExtensionApi => activateWith(context, nodeDiskFiles);
