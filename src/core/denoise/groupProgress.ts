import type { DenoiseProgress } from './hooks';

const now = () => performance.now() / 1000;

/**
 * Makes the progress of one group of channels that of the whole page: steps are counted over all groups, so that a bar
 * runs once. Applying a network takes little of the time; it is told as one step a group.
 */
export function groupProgress(
  group: number,
  groups: number,
  report: (progress: DenoiseProgress) => void,
): (progress: DenoiseProgress) => void {
  const started = now();
  return (progress) => {
    if (progress.phase === 'infer') {
      report({ phase: 'infer', step: group + 1, steps: groups });
      return;
    }
    const { step, steps, secondsLeft } = progress;
    const ofEachGroup = now() - started + secondsLeft;
    report({
      ...progress,
      step: group * steps + step,
      steps: groups * steps,
      secondsLeft: secondsLeft + (groups - 1 - group) * ofEachGroup,
    });
  };
}
