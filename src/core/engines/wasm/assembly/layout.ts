/*
 * Arrays the kernels share. All numbers are float32.
 *
 * A plane is an image inside a larger, zero-bordered canvas; a kernel gets the address of a pixel and the distance between
 * rows in bytes, so that planes of one canvas can be handled by the same code. Activations hold 48 channels per pixel,
 * images the 1 to 4 colour channels, in both cases with the channel as the fastest index.
 */

/** Channels of the two hidden layers (`embedding` in networks/zsN2n.ts). */
export const embedding: i32 = 48;
/** Bytes of one pixel's activations: 12 vectors. */
export const pixelBytes: usize = 192;
