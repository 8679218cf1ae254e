import * as vscode from 'vscode';
import { psnr } from '../../../src/core/image/metrics';
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

const quick = { preset: 'custom', iterations: 20, engine: 'auto' };
const endless = { preset: 'custom', iterations: 200_000 };
const all = [
  ...Object.keys({ ...quick }),
  'strength',
  'outputSuffix',
  'outputFolder',
  'onConflict',
  'autoSave',
  'seed',
  'resultSamples',
];

const running = async () => {
  const { editors } = await api();
  return eventually(() => (editors.active?.state.progress?.step ?? 0) > 0 && editors.active, { what: 'training' });
};

suite('Denoise Image', () => {
  setup(() => configure(quick));
  teardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await configure(Object.fromEntries(all.map((name) => [name, undefined])));
  });

  test('removes noise: the PSNR rises by at least 4 dB, and the source is left alone', async () => {
    await configure({ preset: 'fast' });
    const before = await read('plane.png');
    const outcome = await denoiseOne('plane.png');
    equal(savedName(outcome), 'plane.denoised.png');
    const clean = await pixels('clean/plane.png');
    const gain = psnr(await pixels('plane.denoised.png'), clean) - psnr(await pixels('plane.png'), clean);
    ok(gain > 4, `the PSNR rose by ${gain.toFixed(2)} dB only`);
    equal(await read('plane.png'), before, 'source');
  });

  test('writes 32-bit floats as TIFF when asked, also of a PNG file, and offers them for a result that has others', async () => {
    await configure({ resultSamples: 'float32' });
    equal(savedName(await denoiseOne('tiny.png')), 'tiny.denoised.tif');
    const { sampleFormat, bitDepth } = await pixels('tiny.denoised.tif');
    equal(`${bitDepth}-bit ${sampleFormat}`, '32-bit float');
    const commands = await vscode.commands.getCommands(true);
    ok(commands.includes('zeroShotDenoise.saveAsFloats'), 'there is no command to save as floats');
  });

  test('says which engine runs and why: no GPU here, so the CPU', async () => {
    const { editors } = await api();
    await denoiseOne('tiny.png');
    const engine = editors.active?.state.summary?.engine;
    equal(engine?.id, 'wasm');
    ok(engine?.reason === 'software-webgl' || engine?.reason === 'no-webgl', `reason ${engine?.reason}`);
  });

  test('keeps format, depth and channels of a 16-bit TIFF', async () => {
    const outcome = await denoiseOne('motorcycles-16bit.tif');
    equal(savedName(outcome), 'motorcycles-16bit.denoised.tif');
    const source = await pixels('motorcycles-16bit.tif');
    const result = await pixels('motorcycles-16bit.denoised.tif');
    const shape = ({ width, height, channels, bitDepth }: typeof source) => ({ width, height, channels, bitDepth });
    equal(shape(result), shape(source));
  });

  test('numbers up, overwrites, and uses suffix and folder as set', async () => {
    await write('set.png', await read('tiny.png'));
    equal(savedName(await denoiseOne('set.png')), 'set.denoised.png');
    equal(savedName(await denoiseOne('set.png')), 'set.denoised-2.png');
    await configure({ onConflict: 'overwrite' });
    equal(savedName(await denoiseOne('set.png')), 'set.denoised.png');
    await configure({ outputSuffix: '_dn', outputFolder: 'results' });
    await denoiseOne('set.png');
    ok(await exists('results/set_dn.png'), 'results/set_dn.png was not written');
  });

  test('changes no sample at strength 0', async () => {
    await configure({ strength: 0 });
    await denoiseOne('wall.png');
    equal((await pixels('wall.denoised.png')).samples, (await pixels('wall.png')).samples);
  });

  test('does not save when autoSave is never, until Save is chosen', async () => {
    await write('unsaved.png', await read('tiny.png'));
    await configure({ autoSave: 'never' });
    await setVscodeAutoSave('off');
    equal((await denoiseOne('unsaved.png')).saved, undefined);
    ok(!(await exists('unsaved.denoised.png')), 'it was saved');
    await vscode.commands.executeCommand('zeroShotDenoise.save');
    ok(await exists('unsaved.denoised.png'), 'Save wrote nothing');
    await setVscodeAutoSave(undefined);
  });

  test('works through a selection, leaving out what is no image', async () => {
    await write('one.png', await read('tiny.png'));
    await write('two.png', await read('tiny.png'));
    await write('notes.txt', 'text');
    const outcomes = await denoise('one.png', 'notes.txt', 'two.png');
    equal(outcomes.map(savedName), ['one.denoised.png', 'two.denoised.png']);
  });

  test('never writes the result of one selected image over another, or over another’s result', async () => {
    for (const name of ['p/same.png', 'q/same.png', 'q/other.png']) await write(name, await read('tiny.png'));
    await configure({ outputFolder: '../q', outputSuffix: '', onConflict: 'overwrite' });
    const codes = (await denoise('p/same.png', 'q/same.png')).map(({ error }) => error?.code);
    equal(codes, ['invalid-option', 'invalid-option']);
    equal(await read('q/same.png'), await read('tiny.png'), 'the other source');
    await configure({ outputFolder: '../both', outputSuffix: undefined });
    const outcomes = await denoise('p/same.png', 'q/same.png', 'q/other.png');
    equal(
      outcomes.map(({ error }) => error?.code),
      ['invalid-option', 'invalid-option', undefined],
    );
    equal(savedName(outcomes[2]), 'other.denoised.png');
    ok(!(await exists('both/same.denoised.png')), 'one result went over the other');
  });

  test('Stop keeps the result so far', async () => {
    await configure(endless);
    const outcome = denoiseOne('wall.png');
    await running();
    await vscode.commands.executeCommand('zeroShotDenoise.stop');
    ok((await outcome).saved, 'nothing was saved');
    const { editors } = await api();
    ok(editors.active?.state.summary?.stopped, 'the run does not count as stopped');
  });

  test('Cancel discards it', async () => {
    await write('cancelled.png', await read('wall.png'));
    await configure(endless);
    const outcome = denoiseOne('cancelled.png');
    await running();
    await vscode.commands.executeCommand('zeroShotDenoise.cancel');
    equal((await outcome).error?.code, 'cancelled');
    ok(!(await exists('cancelled.denoised.png')), 'a result was saved');
  });

  test('closing the editor ends the run', async () => {
    await configure(endless);
    const outcome = denoiseOne('plane.png');
    await running();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    equal((await outcome).error?.code, 'disposed');
    await configure(quick);
    ok((await denoiseOne('tiny.png')).saved, 'the next run did not work');
  });

  test('a file deleted while it trains: the result is saved, or the editor says why it closed', async () => {
    await write('gone.png', await read('wall.png'));
    await configure(endless);
    const outcome = denoiseOne('gone.png');
    await running();
    await vscode.workspace.fs.delete(file('gone.png'));
    await vscode.commands.executeCommand('zeroShotDenoise.stop');
    const { saved, error } = await outcome;
    if (saved) {
      ok(await exists('gone.denoised.png'), 'the result is not there');
    } else {
      // deleted by VS Code itself, as in the web extension host, VS Code closes the file's editors
      equal(error?.code, 'file-not-found');
      ok(/deleted/.test(error?.message ?? ''), error?.message ?? '');
    }
  });

  test('a wrong setting is an error that names it', async () => {
    await configure({ strength: 7 });
    const { error } = await denoiseOne('tiny.png');
    equal(error?.code, 'invalid-option');
    ok(error?.message.includes('zeroShotDenoise.strength'), error?.message ?? '');
  });
});
