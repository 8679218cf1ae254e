import { inEnglish } from '../text';
import type { ImageInfo } from './codec';

/** What is known of an image, with its texts in English: for diagnostics and logs. */
export function englishFacts(info: ImageInfo) {
  return { ...info, color: inEnglish(info.color), compression: inEnglish(info.compression) };
}
