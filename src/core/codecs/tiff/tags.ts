/** Tags that the codec reads or writes (TIFF 6.0, section 8, and its supplements). */
export const Tag = {
  newSubfileType: 254,
  subfileType: 255,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometricInterpretation: 262,
  fillOrder: 266,
  imageDescription: 270,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  freeOffsets: 288,
  freeByteCounts: 289,
  t4Options: 292,
  t6Options: 293,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  badFaxLines: 326,
  cleanFaxData: 327,
  consecutiveBadFaxLines: 328,
  subIfds: 330,
  globalParametersIfd: 400,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  jpegProcess: 512,
  jpegInterchangeFormat: 513,
  jpegInterchangeFormatLength: 514,
  jpegRestartInterval: 515,
  jpegQTables: 519,
  jpegDcTables: 520,
  jpegAcTables: 521,
  yCbCrCoefficients: 529,
  yCbCrSubSampling: 530,
  yCbCrPositioning: 531,
  referenceBlackWhite: 532,
  metaMorph1: 33628,
  metaMorph2: 33629,
  metaMorph3: 33630,
  metaMorph4: 33631,
  cfaRepeatPatternDim: 33421,
  exifIfd: 34665,
  gpsIfd: 34853,
  imageSourceData: 37724,
  makerNote: 37500,
  interoperabilityIfd: 40965,
  cfaLayout: 50711,
  rawDataUniqueId: 50781,
  rawImageDigest: 50972,
  newRawImageDigest: 51111,
  gdalNoData: 42113,
} as const;

/** The Compression tag's values for JPEG. */
export const jpegTag = 7;
export const oldJpegTag = 6;

/** Values of the PhotometricInterpretation tag that are supported. */
export const Photometric = {
  whiteIsZero: 0,
  blackIsZero: 1,
  rgb: 2,
  palette: 3,
  cmyk: 5,
  yCbCr: 6,
  colorFilterArray: 32803,
  linearRaw: 34892,
  cieLab: 8,
  iccLab: 9,
  ituLab: 10,
} as const;

/** Field types (TIFF 6.0 page 15; the last three are BigTIFF's). */
export const FieldType = {
  byte: 1,
  ascii: 2,
  short: 3,
  long: 4,
  rational: 5,
  signedByte: 6,
  undefined: 7,
  signedShort: 8,
  signedLong: 9,
  ifd: 13,
  long8: 16,
  signedLong8: 17,
  ifd8: 18,
} as const;

/** Bytes a value of each field type takes; types that are not listed do not exist. */
const sizes = new Map<number, number>([
  [1, 1], // BYTE
  [2, 1], // ASCII
  [3, 2], // SHORT
  [4, 4], // LONG
  [5, 8], // RATIONAL
  [6, 1], // SBYTE
  [7, 1], // UNDEFINED
  [8, 2], // SSHORT
  [9, 4], // SLONG
  [10, 8], // SRATIONAL
  [11, 4], // FLOAT
  [12, 8], // DOUBLE
  [13, 4], // IFD
  [16, 8], // LONG8
  [17, 8], // SLONG8
  [18, 8], // IFD8
]);

/** Bytes a value takes, or undefined when the type does not exist. */
export function fieldSize(type: number): number | undefined {
  return sizes.get(type);
}
