/** Lines on a 16 x 16 grid, drawn in the text's colour. */
const paths = {
  before: 'M2.5 3.5h11v9h-11z M5 10l2-2.5 1.5 1.5 2-3 2 4 M5 6h.01 M9 5h.01 M6.5 8h.01 M12 6h.01',
  after: 'M2.5 3.5h11v9h-11z M2.5 11l3.5-4 2.5 2.5 2-2 3 3 M5.5 6h.01',
  split: 'M2.5 3.5h11v9h-11z M8 1.5v13 M5 6h.01 M5 9h.01 M4 7.5h.01 M6 7.5h.01',
  side: 'M1.5 4.5h5.5v7h-5.5z M9 4.5h5.5v7h-5.5z',
  difference: 'M4 5.5h8 M4 12h8 M8 1.5v8',
  original: 'M1.5 8c3.5-5.5 9.5-5.5 13 0c-3.5 5.5-9.5 5.5-13 0z M8 6a2 2 0 1 0 .01 0z',
  zoomOut: 'M3.5 8h9',
  zoomIn: 'M3.5 8h9 M8 3.5v9',
  fit: 'M2.5 5.5v-3h3 M10.5 2.5h3v3 M13.5 10.5v3h-3 M5.5 13.5h-3v-3 M5.5 5.5h5v5h-5z',
  previousPage: 'M10 3.5l-4.5 4.5 4.5 4.5',
  nextPage: 'M6 3.5l4.5 4.5-4.5 4.5',
  tune: 'M2 4.5h6.5 M11.5 4.5h2.5 M10 3v3 M2 11.5h2.5 M7.5 11.5h6.5 M6 10v3',
  preview: 'M2.5 5v-2.5h2.5 M11 2.5h2.5v2.5 M13.5 11v2.5h-2.5 M5 13.5h-2.5v-2.5 M8 5.2v5.6 M5.2 8h5.6',
  close: 'M4 4l8 8 M12 4l-8 8',
  warning: 'M8 2.5l6 11h-12z M8 6.5v3.5 M8 12h.01',
  details: 'M2.5 13.5h11 M3.5 13v-3 M6 13v-6 M8.5 13v-9.5 M11 13v-7.5 M13 13v-2',
} as const;

export type IconName = keyof typeof paths;

const svgNamespace = 'http://www.w3.org/2000/svg';

/** An SVG element with attributes. */
export function svgElement(tag: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** A picture for a button; what the button does, its name says. */
export function icon(name: IconName): SVGElement {
  const svg = svgElement('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  svg.append(svgElement('path', { d: paths[name] }));
  return svg;
}
