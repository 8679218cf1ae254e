import { type Text, text } from '../text';

const lfsPointerStart = 'version https://git-lfs.github.com/spec/';

/** Whether the bytes are a Git LFS pointer: a small text that stands in for a file that was not downloaded. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return latin1(bytes, 0, lfsPointerStart.length) === lfsPointerStart;
}

const signatures: readonly { readonly name: Text; readonly offset: number; readonly start: string }[] = [
  { name: text('a JPEG image'), offset: 0, start: '\xff\xd8\xff' },
  { name: text('a GIF image'), offset: 0, start: 'GIF8' },
  { name: text('a WebP image'), offset: 8, start: 'WEBP' },
  { name: text('an AVIF image'), offset: 4, start: 'ftypavif' },
  { name: text('a HEIC image'), offset: 4, start: 'ftyphei' },
  { name: text('a JPEG XL image'), offset: 0, start: '\xff\x0a' },
  { name: text('a JPEG 2000 image'), offset: 4, start: 'jP  ' },
  { name: text('a MNG animation'), offset: 0, start: '\x8aMNG' },
  { name: text('a BMP image'), offset: 0, start: 'BM' },
  { name: text('a PDF document'), offset: 0, start: '%PDF' },
  { name: text('a ZIP archive'), offset: 0, start: 'PK\x03\x04' },
  { name: text('a gzip archive'), offset: 0, start: '\x1f\x8b' },
];

/** For people: what a file that no codec matches looks like. */
export function describeUnknownFile(bytes: Uint8Array): Text {
  for (const { name, offset, start } of signatures) {
    if (latin1(bytes, offset, start.length) === start) return text('it looks like {0}', name);
  }
  return isPlainText(bytes.subarray(0, 512)) ? text('it looks like plain text') : text('its first bytes are not known');
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function isPlainText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
