import { describe, expect, it } from 'vitest';
import { checkFileSize, largestFileBytes } from '../../../src/core/fileSize';
import { findCollisions, type OutputJob } from '../../../src/core/outputPlan';
import { printable } from '../../../src/core/printable';
import { isAbandoned, isTemporaryName, temporaryName } from '../../../src/core/temporaryName';

const job = (source: string, target: string, replaces = true): OutputJob<string> => ({ source, target, replaces });

describe('the plan of results', () => {
  /** Names of one file: those that are the same but for case. */
  const keysOf = async (file: string) => [file.toLowerCase()];
  const plan = (jobs: OutputJob<string>[], kept: string[] = []) => findCollisions(jobs, kept, keysOf);

  it('finds results over their own source, another source or a file to keep', async () => {
    const jobs = [job('a', 'A'), job('b', 'A'), job('c', 'k'), job('d', 'e')];
    expect(await plan(jobs, ['K'])).toEqual([
      { kind: 'own-source' },
      { kind: 'kept', file: 'a' },
      { kind: 'kept', file: 'K' },
      undefined,
    ]);
  });

  it('finds results that would replace one another, and leaves those that replace nothing', async () => {
    expect(await plan([job('a', 'o/x'), job('b', 'o/X'), job('c', 'o/x', false)])).toEqual([
      { kind: 'result', file: 'b' },
      { kind: 'result', file: 'a' },
      undefined,
    ]);
    expect(await plan([job('a', 'b', false), job('b', 'c', false), job('c', 'C', false)])).toEqual([
      undefined,
      undefined,
      { kind: 'own-source' },
    ]);
  });

  it('knows a file by any of its keys', async () => {
    const keys: Record<string, string[]> = { a: ['1', '2'], b: ['3'], link: ['9', '2'] };
    expect(await findCollisions([job('b', 'link')], ['a'], async (file) => keys[file])).toEqual([
      { kind: 'kept', file: 'a' },
    ]);
  });
});

describe('a temporary name', () => {
  const owner = { system: 'abc123', process: 4321 };
  const day = 24 * 3600 * 1000;

  it('is hidden, short and new each time', () => {
    const name = temporaryName(owner);
    expect(name).toMatch(/^\.zero-shot-denoise-abc123-3c1-[0-9a-f]{8}\.tmp$/);
    expect(temporaryName(owner)).not.toBe(name);
    expect([name, temporaryName(), temporaryName(owner, 'é')].map(isTemporaryName)).toEqual([true, true, true]);
    expect(['.cell.tif.tmp', 'zero-shot-denoise-0-0-00000000.tmp', `${name}.png`].map(isTemporaryName)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('is abandoned when its process is gone, or after a day', () => {
    const name = temporaryName(owner);
    const asked: unknown[] = [];
    const goneIs = (answer: boolean) => (of: unknown) => {
      asked.push(of);
      return answer;
    };
    expect(isAbandoned(name, 1000, 2000, goneIs(true))).toBe(true);
    expect(isAbandoned(name, 1000, 2000, goneIs(false))).toBe(false);
    expect(asked).toEqual([owner, owner]);
    expect(isAbandoned(name, 0, day + 1, goneIs(false))).toBe(true);
    expect(isAbandoned('cell.tif', 0, 2 * day, goneIs(true))).toBe(false);
  });
});

it('printable text holds nothing that is acted on instead of shown', () => {
  expect(printable('a\u001b[2J\u009b1m\r\n\u202e\ud800b')).toBe('a\\x1b[2J\\x9b1m\\x0d\\x0a\\u202e\\ud800b');
  for (const name of ['ümläut 日本 (1)', '👨‍👩‍👧.png', '[x](y)']) expect(printable(name)).toBe(name);
});

it('files are refused by their size from 2 GiB on', () => {
  expect(() => checkFileSize(largestFileBytes)).not.toThrow();
  expect(() => checkFileSize(2 ** 31)).toThrow(/^the file has 2 GiB; /);
});
