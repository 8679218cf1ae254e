import { type Phrase, text } from '../../text';

/** Names of tag values, for messages that say what a file uses. */
const compressions: Record<number, Phrase> = {
  1: text('none'),
  2: 'CCITT RLE',
  3: 'CCITT Group 3 fax',
  4: 'CCITT Group 4 fax',
  5: 'LZW',
  6: text('old-style JPEG'),
  7: 'JPEG',
  8: 'Deflate',
  34712: 'JPEG 2000',
  34713: 'Nikon NEF',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  32767: 'Sony ARW',
  32770: 'Samsung SRW',
  32773: 'PackBits',
  32809: 'ThunderScan',
  32946: 'Deflate',
  34661: 'JBIG',
  34887: 'LERC',
  34892: text('lossy JPEG'),
  34925: 'LZMA',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
  65535: 'Pentax PEF',
};

const photometrics: Record<number, Phrase> = {
  0: text('grey, white is zero'),
  1: text('grey'),
  2: 'RGB',
  3: text('palette'),
  4: text('transparency mask'),
  5: 'CMYK',
  6: 'YCbCr',
  8: 'CIE L*a*b*',
  9: 'ICC L*a*b*',
  10: 'ITU L*a*b*',
  32803: text('colour filter array'),
  32844: 'LogL',
  32845: 'LogLuv',
  34892: text('linear raw'),
};

const unknown = text('unknown');

export function compressionName(value: number): Phrase {
  return compressions[value] ?? unknown;
}

export function photometricName(value: number): Phrase {
  return photometrics[value] ?? unknown;
}
