import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const engine = fileURLToPath(new URL('../src/core/engines/wasm/', import.meta.url));
const sources = join(engine, 'assembly');
const outputs = join(engine, 'build');

/** The same sources twice: with fused multiply-add where the runtime offers it, and without. */
const builds = [
  { file: 'kernels.wasm', features: ['simd'] },
  { file: 'kernelsRelaxed.wasm', features: ['simd', 'relaxed-simd'] },
];

/**
 * Compiles the AssemblyScript kernels to src/core/engines/wasm/build/. Does nothing for outputs that are newer than all
 * sources and this script. Throws with the compiler's messages when they do not compile.
 */
export async function buildWasm() {
  await mkdir(outputs, { recursive: true });
  const newest = await newestSource();
  for (const { file, features } of builds) {
    const output = join(outputs, file);
    if ((await modified(output)) < newest) await compile(output, features);
  }
}

async function newestSource() {
  const names = (await readdir(sources)).filter((name) => name.endsWith('.ts'));
  const files = [...names.map((name) => join(sources, name)), fileURLToPath(import.meta.url)];
  return Math.max(...(await Promise.all(files.map(modified))));
}

/** Milliseconds since 1970, 0 for a file that is not there. */
async function modified(file) {
  const found = await stat(file).catch(() => null);
  return found?.mtimeMs ?? 0;
}

async function compile(output, features) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      ...['--outFile', 'kernels.wasm'],
      ...['--runtime', 'stub'],
      '-O3',
      '--noAssert',
      '--importMemory',
      ...features.flatMap((feature) => ['--enable', feature]),
    ],
    {
      readFile: (name, base) => readFile(join(base === '.' ? sources : base, name), 'utf8').catch(() => null),
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the WebAssembly kernels do not compile:\n${stderr.toString()}`, { cause: error });
  await writeFile(output, binary);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
