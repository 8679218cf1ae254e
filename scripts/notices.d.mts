import type { Metafile } from 'esbuild';

export const NOTICES_FILE: string;
export function bundledPackages(metafiles: Pick<Metafile, 'outputs'>[]): { folder: string; inputs: string[] }[];
export function thirdPartyNotices(metafiles: Pick<Metafile, 'outputs'>[]): string;
