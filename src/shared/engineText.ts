import type { EngineReport } from './run';
import type { UiStrings } from './strings';

export type EngineStrings = Pick<UiStrings, Extract<keyof UiStrings, `engine${string}`>>;

/** Which engine runs, and why that one. */
export function engineText({ reason, id }: EngineReport, strings: EngineStrings): string {
  switch (reason) {
    case 'chosen':
      return id === 'wasm' ? strings.engineCpuChosen : strings.engineWebglChosen;
    case 'hardware-webgl':
      return strings.engineHardware;
    case 'no-webgl':
      return strings.engineNoWebgl;
    case 'software-webgl':
      return strings.engineSoftware;
    case 'half-float-webgl':
      return strings.engineHalfFloat;
    case 'gpu-lost':
      return strings.engineGpuLost;
    case 'no-network':
      return strings.engineNoNetwork;
  }
}
