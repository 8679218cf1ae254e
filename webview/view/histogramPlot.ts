import type { Histogram } from '../../src/shared/viewing';
import { svgElement } from '../icons';

const height = 100;

type Counts = Histogram['bins'];

/** The outlines of the counts, one path for each channel, in an SVG that fills its place. */
export function histogramPlot(shown: Counts, outlined: Counts | undefined): SVGElement {
  const bins = shown[0].length;
  const plot = svgElement('svg', {
    class: 'histogram',
    viewBox: `0 0 ${bins} ${height}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  const highest = Math.max(peak(shown), outlined ? peak(outlined) : 1);
  const colors = shown.length === 3 ? ['red', 'green', 'blue'] : ['grey'];
  for (const [channel, counts] of shown.slice(0, colors.length).entries()) {
    plot.append(svgElement('path', { class: `counts ${colors[channel]}`, d: areaPath(counts, highest) }));
  }
  for (const [channel, counts] of outlined?.slice(0, colors.length).entries() ?? []) {
    plot.append(svgElement('path', { class: `outline ${colors[channel]}`, d: linePath(counts, highest) }));
  }
  return plot;
}

/** The end bins hold what lies beyond them, so they do not count. */
function peak(bins: Counts): number {
  return bins.reduce((most, counts) => counts.subarray(1, -1).reduce((a, b) => Math.max(a, b), most), 1);
}

/** Roots, so that rare values can be seen beside frequent ones. */
const level = (count: number, highest: number) => (height * (1 - Math.min(1, Math.sqrt(count / highest)))).toFixed(1);

function areaPath(counts: Uint32Array, highest: number): string {
  const steps = Array.from(counts, (count, bin) => `V${level(count, highest)}H${bin + 1}`);
  return `M0 ${height}${steps.join('')}V${height}Z`;
}

function linePath(counts: Uint32Array, highest: number): string {
  return Array.from(counts, (count, bin) => `${bin === 0 ? 'M' : 'L'}${bin + 0.5} ${level(count, highest)}`).join('');
}
