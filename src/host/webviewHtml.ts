import type { EditorStart } from '../shared/protocol';

/** What the page is built from; addresses as the webview reaches them. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** `webview.cspSource`: where the extension's own files come from. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: string;
  readonly start: EditorStart;
}

/** The page's content security policy: nothing, but for what each line says. */
export function contentSecurityPolicy({ cspSource, nonce }: Pick<PageParts, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    `style-src ${cspSource}`,
    // the page's one script; WebAssembly may be compiled, text may not be run as code
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    // workers have to be made from a blob inside webviews
    'worker-src blob:',
    // the page reads the worker's source from the extension to make that blob
    `connect-src ${cspSource}`,
  ].join('; ');
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export function editorHtml(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentSecurityPolicy(parts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(parts.start.fileName)}</title>
<link rel="stylesheet" href="${escapeHtml(parts.style)}">
</head>
<body>
<script nonce="${escapeHtml(parts.nonce)}" src="${escapeHtml(parts.script)}" data-start="${escapeHtml(JSON.stringify(parts.start))}"></script>
</body>
</html>`;
}
