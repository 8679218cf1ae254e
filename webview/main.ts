import type { EditorStart } from '../src/shared/protocol';
import { Editor } from './editor';
import { PersistedState } from './persistedState';

/** The host puts what the page begins with on this script's own element. */
const start: EditorStart = JSON.parse(document.currentScript?.dataset.start ?? '');
const vscode = acquireVsCodeApi();

new Editor(
  start,
  document.body,
  {
    post: (message) => vscode.postMessage(message),
    listen: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
  },
  new PersistedState(vscode),
);
