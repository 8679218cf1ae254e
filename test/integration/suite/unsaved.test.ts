import * as vscode from 'vscode';
import type { EditorSession } from '../../../src/host/editorSession';
import { equal, eventually, ok } from './expect';
import {
  api,
  configure,
  denoise,
  denoiseOne,
  exists,
  file,
  pixels,
  read,
  savedName,
  setVscodeAutoSave,
  write,
} from './workspace';

const command = (name: string): Thenable<unknown> => vscode.commands.executeCommand(name);

/** The tab of a file in our editor; undefined when it is closed. */
function tabOf(name: string): vscode.Tab | undefined {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.find(({ input }) => input instanceof vscode.TabInputCustom && input.uri.path === file(name).path);
}

const isDirty = (name: string) => eventually(() => tabOf(name)?.isDirty, { what: `${name} marked as unsaved` });
const isClean = (name: string) =>
  eventually(() => tabOf(name)?.isDirty === false, { what: `${name} not marked as unsaved` });

/** Denoises a copy of tiny.png without saving the result. */
async function denoiseCopy(name: string): Promise<EditorSession> {
  await write(name, await read('tiny.png'));
  await configure({ autoSave: 'never' });
  equal((await denoiseOne(name)).saved, undefined);
  await isDirty(name);
  const { active } = (await api()).editors;
  ok(active, 'no editor is active');
  return active;
}

/** VS Code would ask before it closes them. */
async function revertAll(): Promise<void> {
  for (const { input, isDirty } of vscode.window.tabGroups.all.flatMap((group) => group.tabs)) {
    if (!isDirty || !(input instanceof vscode.TabInputCustom)) continue;
    await (await api()).editors.open(input.uri);
    await command('workbench.action.files.revert');
  }
}

suite('an unsaved result', () => {
  setup(async () => {
    await configure({ preset: 'custom', iterations: 5 });
    // in browsers VS Code saves by itself unless told otherwise
    await setVscodeAutoSave('off');
  });
  teardown(async () => {
    await revertAll();
    await command('workbench.action.closeAllEditors');
    await configure({ preset: undefined, iterations: undefined, autoSave: undefined, onConflict: undefined });
    await setVscodeAutoSave(undefined);
  });

  test('marks the tab; VS Code’s Save writes it next to the original and clears the mark', async () => {
    await denoiseCopy('mark.png');
    await command('workbench.action.files.save');
    await isClean('mark.png');
    ok(await exists('mark.denoised.png'), 'nothing was written');
    equal(await read('mark.png'), await read('tiny.png'), 'original');
  });

  test('is saved and unmarked by our own command too, once', async () => {
    await denoiseCopy('own.png');
    await command('zeroShotDenoise.save');
    await isClean('own.png');
    ok(await exists('own.denoised.png'), 'nothing was written');
    await command('zeroShotDenoise.save');
    await command('workbench.action.files.save');
    ok(!(await exists('own.denoised-2.png')), 'saved again, although nothing had changed');
  });

  test('of a second run is another result', async () => {
    await denoiseCopy('twice.png');
    await command('zeroShotDenoise.save');
    await isClean('twice.png');
    await denoiseOne('twice.png');
    await isDirty('twice.png');
    await command('zeroShotDenoise.save');
    await isClean('twice.png');
    ok(await exists('twice.denoised-2.png'), 'the second result was not written');
  });

  test('replaces the earlier one when the settings say so', async () => {
    await denoiseCopy('replace.png');
    await write('replace.denoised.png', 'an earlier result');
    await configure({ onConflict: 'overwrite' });
    await command('zeroShotDenoise.save');
    await isClean('replace.png');
    equal((await pixels('replace.denoised.png')).width, 32);
  });

  test('is dropped by Revert File', async () => {
    const session = await denoiseCopy('revert.png');
    ok(session.state.hasResult, 'there is no result');
    await command('workbench.action.files.revert');
    await isClean('revert.png');
    await eventually(() => !session.state.hasResult && session.state.phase === 'idle', { what: 'result gone' });
    ok(!(await exists('revert.denoised.png')), 'it was written');
  });

  test('stays marked when it cannot be written', async () => {
    const session = await denoiseCopy('stuck.png');
    await configure({ outputSuffix: '' });
    let code: string | undefined;
    await session.save().catch((error) => {
      code = error.code;
    });
    await configure({ outputSuffix: undefined });
    equal(code, 'write-failed');
    ok(tabOf('stuck.png')?.isDirty, 'the mark is gone');
    await command('zeroShotDenoise.save');
    await isClean('stuck.png');
  });

  test('is written by VS Code’s Auto Save where that is on', async () => {
    await denoiseCopy('auto.png');
    await setVscodeAutoSave('afterDelay');
    await denoiseOne('auto.png');
    await isClean('auto.png');
    ok(await exists('auto.denoised.png'), 'nothing was written');
  });

  test('does not come of a batch that saves: tabs end unmarked', async () => {
    await write('batch1.png', await read('tiny.png'));
    await write('batch2.png', await read('tiny.png'));
    const outcomes = await denoise('batch1.png', 'batch2.png');
    equal(outcomes.map(savedName), ['batch1.denoised.png', 'batch2.denoised.png']);
    ok(!tabOf('batch1.png'), 'the first file’s tab was left open');
    equal(tabOf('batch2.png')?.isDirty, false);
  });

  test('of an image without one, Save writes nothing', async () => {
    await write('plain.png', await read('tiny.png'));
    const session = await (await api()).editors.open(file('plain.png'));
    await session.opened();
    await command('workbench.action.files.save');
    ok(!(await exists('plain.denoised.png')), 'something was written');
  });
});
