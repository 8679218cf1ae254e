import { expect, test } from 'vitest';
import { useWorkbench } from './workbench';

const workbench = useWorkbench();

test('the Explorer shows the workspace', async () => {
  await workbench().explorerItem('tiny.png').waitFor();
  expect(await workbench().explorerItem('tiny.png').count()).toBe(1);
});
