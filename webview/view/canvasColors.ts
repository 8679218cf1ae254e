/** The theme's colours as the canvas needs them. */
export interface CanvasColors {
  readonly background: string;
  readonly foreground: string;
  readonly line: string;
  readonly accent: string;
}

export function readCanvasColors(): CanvasColors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const foreground = color('foreground', 'CanvasText');
  return {
    background: color('editor-background', 'Canvas'),
    foreground,
    line: color('contrastBorder', '') || color('panel-border', foreground),
    accent: color('focusBorder', foreground),
  };
}

/** Calls back when another colour theme is chosen: VS Code then changes the page's classes and variables. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
