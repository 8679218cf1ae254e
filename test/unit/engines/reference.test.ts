import { expect, it } from 'vitest';
import { parameterLayout } from '../../../src/core/networks/zsN2n';
import { flatten, goldenFiles, readGolden, relativeError } from './golden';
import { describeReferenceParity } from './parityTests';
import { differentiate } from './referenceLoss';

it.each(goldenFiles)(
  'the reference that engines are compared with has PyTorch’s loss and gradients (%s)',
  (name, loss) => {
    const { channels, height, width, input, mask = [], weights, loss: expected, gradients } = readGolden(name);
    const shape = { channels, cropHeight: height, cropWidth: width, loss };
    const crop = Float32Array.from([...input, ...mask]);
    const actual = differentiate(crop, shape, flatten(weights, channels));
    expect(actual.loss.residual).toBeCloseTo(expected.residual, 8);
    expect(actual.loss.consistency).toBeCloseTo(expected.consistency, 8);
    expect(actual.loss.smoothing).toBeCloseTo(expected.smoothing ?? 0, 8);
    for (const { name, offset, size } of parameterLayout(channels)) {
      expect(relativeError(actual.gradient.subarray(offset, offset + size), gradients[name]), name).toBeLessThan(1e-7);
    }
  },
);

describeReferenceParity();
