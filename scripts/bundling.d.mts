import type { BuildOptions } from 'esbuild';
export const bundling: Pick<BuildOptions, 'bundle' | 'loader' | 'logLevel'>;
