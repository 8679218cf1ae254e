/** The bundler turns an imported WebAssembly module into its bytes, so that no file has to be fetched at run time. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
