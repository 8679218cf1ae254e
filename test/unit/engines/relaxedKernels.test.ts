import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasmEngine';
import { describeGoldenValues } from './goldenTests';

// Node 20 has relaxed SIMD behind this flag; newer versions, browsers and VS Code have it without.
setFlagsFromString('--experimental-wasm-relaxed-simd');

describe('where there is relaxed SIMD', () => {
  it('is used', async () => {
    const engine = await createWasmEngine();
    expect(engine.description).toContain('relaxed SIMD');
    engine.dispose();
  });

  describeGoldenValues(createWasmEngine);
});
