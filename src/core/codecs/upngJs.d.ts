/** The part of upng-js that is used: its colour quantiser, which has no types of its own. */
declare module 'upng-js' {
  interface QuantizedColor {
    readonly est: {
      /** Red in the lowest byte, then green, blue and alpha. */
      readonly rgba: number;
    };
  }

  const UPNG: {
    /**
     * Splits the colours of RGBA images into at most `colors` clusters along their main axes.
     * @returns the clusters' mean colours, the most frequent first; some may be equal.
     */
    quantize(images: readonly ArrayBuffer[], colors: number): { readonly plte: readonly QuantizedColor[] };
  };
  export default UPNG;
}
