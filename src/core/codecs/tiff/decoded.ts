/** What decoding a strip or tile came to. */
export interface Decoded {
  /** Bytes written. */
  readonly length: number;
  /** Whether the data hold more than there was room for. */
  readonly isMore?: boolean;
  /** Bytes after the end of the compressed data, where that can be told. */
  readonly trailing?: number;
}
