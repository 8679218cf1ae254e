import { createRegionReader } from '../../denoise/crops';
import { breathe } from '../../denoise/hooks';
import { rasterOfUnits } from '../../denoise/inference';
import { needsExactResult } from '../../denoise/lowCounts';
import { noTraining } from '../../denoise/session';
import { estimateNoise } from '../../image/noise';
import { patchSide } from '../../nonlocal/band';
import { bm3d as filterPlanes } from '../../nonlocal/bm3d';
import type { Method } from '../method';
import { bm3dAbout } from './about';
import { fromPlanes, planeSigmas, toPlanes } from './colorTransform';
import { padded, unpadded } from './padding';

/** BM3D's parameters are of values from 0 to 255. */
const fullScale = 255;

export const bm3d: Method = {
  ...bm3dAbout,

  async clean({ page, options, machine, hooks }) {
    const begun = performance.now();
    const { source, filled, range } = page;
    const { width, height, colorChannels: channels } = filled;
    const unitsPerSigma = fullScale / (range.white - range.black);
    const sigma = (options.sigma ?? estimateNoise(source)) * unitsPerSigma;
    const isExact = needsExactResult(filled, options.samples ?? 'asSource');
    const seconds = () => (performance.now() - begun) / 1000;
    const unchanged = !(sigma > 0);
    const units = new Float32Array(width * height * channels);
    createRegionReader(filled, range).read(0, 0, width, height, units, 0);
    if (unchanged) {
      return { raster: rasterOfUnits(filled, range, units, isExact), isExact, statistics: noTraining };
    }
    const image = padded(toPlanes(units, height, width, channels, fullScale), patchSide);
    const cleaned = await filterPlanes(
      image,
      planeSigmas(channels).map((deviation) => sigma * deviation),
      sigma,
      await machine.bands(),
      async (share) => {
        hooks.onProgress?.({ phase: 'infer', step: Math.round(share * progressSteps), steps: progressSteps });
        await breathe(hooks);
      },
    );
    const values = fromPlanes(unpadded(cleaned, height, width), fullScale);
    const raster = rasterOfUnits(filled, range, values, isExact);
    return { raster, isExact, statistics: { ...noTraining, inferSeconds: seconds() } };
  },
};

const progressSteps = 100;
