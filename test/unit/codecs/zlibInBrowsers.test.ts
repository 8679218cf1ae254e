import { expect, it, vi } from 'vitest';
import { nodeZlib } from '../../../src/core/codecs/nodeZlib';
import { describeZlib } from './zlibBehaviour';

// Before the modules above are loaded: streams inflate long contents then, and fflate short ones.
vi.hoisted(() => vi.stubGlobal('process', { ...process, getBuiltinModule: undefined }));

it('has no zlib of Node', () => {
  expect(nodeZlib).toBeUndefined();
});

describeZlib('in browsers');
