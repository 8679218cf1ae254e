/** A picture in planes: [plane][height][width]. */
export interface Planes {
  readonly height: number;
  readonly width: number;
  readonly planes: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** A rectangle of all planes as a picture of its own. */
export function cutPlanes(
  { height, width, planes, samples }: Planes,
  top: number,
  left: number,
  rows: number,
  columns: number,
): Planes {
  const cut = new Float32Array(planes * rows * columns);
  for (let plane = 0, to = 0; plane < planes; plane++) {
    for (let y = top; y < top + rows; y++, to += columns) {
      const from = (plane * height + y) * width + left;
      cut.set(samples.subarray(from, from + columns), to);
    }
  }
  return { height: rows, width: columns, planes, samples: cut };
}

/** Adds a picture to the rectangle of another that it is as large as, from `top` and `left`. */
export function addPlanes(part: Planes, top: number, left: number, { height, width, samples }: Planes): void {
  for (let plane = 0, from = 0; plane < part.planes; plane++) {
    for (let y = top; y < top + part.height; y++) {
      const to = (plane * height + y) * width + left;
      for (let x = 0; x < part.width; x++) samples[to + x]! += part.samples[from++]!;
    }
  }
}
