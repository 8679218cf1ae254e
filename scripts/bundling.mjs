/** What every bundle of this project's code is made with; esbuild's `build` options. */
export const bundling = {
  bundle: true,
  // WebAssembly kernels travel inside of the bundle that imports them
  loader: { '.wasm': 'binary' },
  logLevel: 'warning',
};
