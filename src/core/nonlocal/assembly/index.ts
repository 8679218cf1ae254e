import { Band, floatBytes, side } from './band';
import { filterGroup } from './groupFilter';
import { matchPatches } from './matching';
import { addEstimates, clearEstimates, transformPatches } from './patches';

/** First byte after the module's own data. */
export function heapBase(): usize {
  return __heap_base;
}

/** Filters all groups of the band's reference patches and adds their estimates up in `sums` and `weights`. */
export function filterBand(address: usize): void {
  const band = changetype<Band>(address);
  const down = band.height - side + 1;
  let begun = 0;
  let ended = 0;
  for (let i = 0; i < band.rowCount; i++) {
    const row = load<i32>(band.rows + <usize>i * floatBytes);
    const first = max(0, row - band.radius);
    const end = min(down, row + band.radius + 1);
    if (i == 0) begun = ended = first;
    for (; ended < first && ended < begun; ended++) addEstimates(band, ended);
    for (; begun < end; begun++) beginRow(band, begun);
    matchPatches(band, row);
    for (let k = 0; k < band.columnCount; k++) filterGroup(band, k);
  }
  for (; ended < begun; ended++) addEstimates(band, ended);
}

function beginRow(band: Band, row: i32): void {
  transformPatches(band, band.noisy, band.noisyRing, row);
  if (band.pilot != 0) transformPatches(band, band.pilot, band.pilotRing, row);
  clearEstimates(band, row);
}
