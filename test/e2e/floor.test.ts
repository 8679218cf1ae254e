import { expect, test } from 'vitest';
import { eventually, useWorkbench } from './workbench';

/** The oldest VS Code that the manifest allows; what differs there is tested here. */
const workbench = useWorkbench({
  version: '1.100.3',
  settings: {
    'zeroShotDenoise.preset': 'custom',
    'zeroShotDenoise.iterations': 20,
    'zeroShotDenoise.autoSave': 'never',
  },
});

// its Explorer may overlook a new file, so the tests use one that is there from the start
test('VS Code’s own Save As asks nothing about the result that it has written', async () => {
  await workbench().saveAsNatively('tiny.png', 'chosen.png');
  expect(await workbench().dialogButton("Don't Save").count()).toBe(0);
});

test('Save clears the mark', async () => {
  await workbench().denoiseTiny('tiny.png');
  await workbench().webview().getByRole('button', { name: 'Save', exact: true }).click();
  await workbench().webview().getByText('Saved as tiny.denoised.png').waitFor();
  await eventually(() => workbench().isMarked('tiny.png')).toBe(false);
});
