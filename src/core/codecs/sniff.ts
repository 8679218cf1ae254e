const lfsPointerStart = 'version https://git-lfs.github.com/spec/';

/** Whether the bytes are a Git LFS pointer: a small text that stands in for a file that was not downloaded. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return latin1(bytes, 0, lfsPointerStart.length) === lfsPointerStart;
}

const signatures: readonly { readonly name: string; readonly offset: number; readonly text: string }[] = [
  { name: 'a JPEG image', offset: 0, text: '\xff\xd8\xff' },
  { name: 'a GIF image', offset: 0, text: 'GIF8' },
  { name: 'a WebP image', offset: 8, text: 'WEBP' },
  { name: 'an AVIF image', offset: 4, text: 'ftypavif' },
  { name: 'a HEIC image', offset: 4, text: 'ftyphei' },
  { name: 'a JPEG XL image', offset: 0, text: '\xff\x0a' },
  { name: 'a JPEG 2000 image', offset: 4, text: 'jP  ' },
  { name: 'a MNG animation', offset: 0, text: '\x8aMNG' },
  { name: 'a BMP image', offset: 0, text: 'BM' },
  { name: 'a PDF document', offset: 0, text: '%PDF' },
  { name: 'a ZIP archive', offset: 0, text: 'PK\x03\x04' },
  { name: 'a gzip archive', offset: 0, text: '\x1f\x8b' },
];

/** For people: what a file that no codec matches looks like. */
export function describeUnknownFile(bytes: Uint8Array): string {
  for (const { name, offset, text } of signatures) {
    if (latin1(bytes, offset, text.length) === text) return `it looks like ${name}`;
  }
  return isPlainText(bytes.subarray(0, 512)) ? 'it looks like plain text' : 'its first bytes are not known';
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function isPlainText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
