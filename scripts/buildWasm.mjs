import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const core = fileURLToPath(new URL('../src/core/', import.meta.url));

/** AssemblyScript that several folders import. */
const shared = join(core, 'engines/assembly');

/** The engines' kernels are built twice: with fused multiply-add where the runtime offers it, and without. */
const builds = [
  { folder: join(core, 'engines/wasm'), file: 'kernels.wasm', features: ['simd'] },
  { folder: join(core, 'engines/wasm'), file: 'kernelsRelaxed.wasm', features: ['simd', 'relaxed-simd'] },
  { folder: join(core, 'nonlocal'), file: 'kernels.wasm', features: ['simd'] },
  { folder: join(core, 'nonlocal'), file: 'kernelsRelaxed.wasm', features: ['simd', 'relaxed-simd'] },
  { folder: join(core, 'engines/generic'), file: 'kernels.wasm', features: ['simd'] },
  { folder: join(core, 'engines/generic'), file: 'kernelsRelaxed.wasm', features: ['simd', 'relaxed-simd'] },
  { folder: join(core, 'codecs/png'), file: 'filters.wasm', features: ['simd'] },
];

/**
 * Compiles the AssemblyScript in each folder's assembly/ to its build/. Does nothing for outputs that are newer than all
 * their sources and this script. Throws with the compiler's messages when they do not compile.
 */
export async function buildWasm() {
  for (const { folder, file, features } of builds) {
    const sources = join(folder, 'assembly');
    const output = join(folder, 'build', file);
    const newest = Math.max(await newestOf(sources), await newestOf(shared));
    if ((await modified(output)) < newest) await compile(sources, output, features);
  }
}

async function newestOf(sources) {
  const names = (await readdir(sources)).filter((name) => name.endsWith('.ts'));
  const files = [...names.map((name) => join(sources, name)), fileURLToPath(import.meta.url)];
  return Math.max(...(await Promise.all(files.map(modified))));
}

/** Milliseconds since 1970, 0 for a file that is not there. */
async function modified(file) {
  const found = await stat(file).catch(() => null);
  return found?.mtimeMs ?? 0;
}

async function compile(sources, output, features) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      ...['--outFile', 'out.wasm'],
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
  if (error) throw new Error(`${sources} does not compile:\n${stderr.toString()}`, { cause: error });
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, binary);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
