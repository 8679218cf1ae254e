/** Puts a PNG picture on the clipboard. Rejects where the browser does not let the page write there. */
export async function copyPng(png: Blob): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ [png.type]: png })]);
}
