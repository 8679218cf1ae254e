import { type LossDescription, luminanceWeights } from '../../networks/loss';
import { type AtlasLayout, type Plane, PlaneKind } from './atlas';
import { regionGrid } from './gradientSums';
import { quads } from './parameterTexels';
import { shapeBinding } from './program';
import type { Scope } from './scope';
import { shapeBytes } from './shaders/common';

/** Attribute locations, as in the vertex shaders. */
const planeLocation = 0;
const roleLocation = 1;
const segmentLocation = 2;
/** Integers of one instance: plane, role, segment. */
const instanceInts = 10;
const intBytes = 4;

/** What a draw covers: one strip of four corners for each instance. */
export interface Instances {
  readonly vertexArray: WebGLVertexArrayObject | null;
  readonly count: number;
}

/** One rectangle without attributes, for draws over a whole target. */
export const wholeTarget: Instances = { vertexArray: null, count: 1 };

/** An atlas' planes and segments as the vertex shaders take them, and the uniform block that goes with them. */
export class Geometry {
  /** A draw over the planes of an image. */
  readonly images: Instances;
  /** A draw over the planes in every channel quad of a hidden layer. */
  readonly hidden: Instances;
  /** A draw over the regions of all segments. */
  readonly segments: Instances;
  private readonly gl: WebGL2RenderingContext;
  private readonly planeBuffer: WebGLBuffer;
  private readonly segmentBuffer: WebGLBuffer;
  private readonly shapeBuffer: WebGLBuffer;

  constructor(
    scope: Scope,
    layout: AtlasLayout,
    private readonly channels: number,
    private readonly loss?: LossDescription,
  ) {
    this.gl = scope.gl;
    const { planes, segments } = layout;
    this.planeBuffer = createBuffer(scope);
    this.segmentBuffer = createBuffer(scope);
    this.shapeBuffer = createBuffer(scope);
    this.images = { vertexArray: instanceArray(scope, this.planeBuffer, 1), count: planes.length };
    this.hidden = { vertexArray: instanceArray(scope, this.planeBuffer, quads), count: planes.length * quads };
    this.segments = { vertexArray: instanceArray(scope, this.segmentBuffer, 1), count: segments.length };
    this.setLayout(layout);
  }

  /** Takes another layout with as many planes and segments. */
  setLayout(layout: AtlasLayout): void {
    const { gl } = this;
    const planes = layout.planes.flatMap((plane) => [...planeInts(plane), 0, 0, 0, 0]);
    const segments = layout.segments.flatMap(({ plane, left, top, right, bottom }) => [
      ...planeInts(plane),
      ...[left, top, right, bottom],
    ]);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.planeBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, Int32Array.from(planes), gl.STATIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.segmentBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, Int32Array.from(segments), gl.STATIC_DRAW);
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.shapeBuffer);
    gl.bufferData(gl.UNIFORM_BUFFER, shapeBlock(layout, this.channels, this.loss), gl.STATIC_DRAW);
  }

  /** Makes the draws that follow see this atlas' shape. */
  bind(): void {
    this.gl.bindBufferBase(this.gl.UNIFORM_BUFFER, shapeBinding, this.shapeBuffer);
  }
}

const planeInts = ({ x, y, height, width, kind, crop }: Plane) => [x, y, height, width, kind, crop];

function createBuffer(scope: Scope): WebGLBuffer {
  const buffer = scope.gl.createBuffer();
  scope.onDispose(() => scope.gl.deleteBuffer(buffer));
  return buffer;
}

function instanceArray(scope: Scope, buffer: WebGLBuffer, divisor: number): WebGLVertexArrayObject {
  const { gl } = scope;
  const array = gl.createVertexArray();
  scope.onDispose(() => gl.deleteVertexArray(array));
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  const attribute = (location: number, size: number, firstInt: number) => {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribIPointer(location, size, gl.INT, instanceInts * intBytes, firstInt * intBytes);
    gl.vertexAttribDivisor(location, divisor);
  };
  attribute(planeLocation, 4, 0);
  attribute(roleLocation, 2, 4);
  attribute(segmentLocation, 4, 6);
  gl.bindVertexArray(null);
  return array;
}

/** The Shape block in std140; without a loss its last entries, which only training reads, are zero. */
function shapeBlock(layout: AtlasLayout, channels: number, loss: LossDescription | undefined): ArrayBuffer {
  const { width, height, planes, segments, firstHalfOffset, secondHalfOffset } = layout;
  const block = new ArrayBuffer(shapeBytes);
  const ints = new Int32Array(block);
  const grid = segments.length > 0 ? regionGrid(segments.length) : [0, 0];
  ints.set([width, height, ...firstHalfOffset, ...secondHalfOffset, ...grid]);
  ints.set([segments.length, planes[0].height, channels, quads], 8);
  if (!loss) return block;
  const { residual, consistency, smoothing, masked } = loss;
  const halfSamples = planes
    .filter(({ kind }) => kind === PlaneKind.firstHalf)
    .reduce((sum, plane) => sum + plane.height * plane.width * channels, 0);
  const scales = [residual.weight, consistency.weight, smoothing?.weight ?? 0].map((weight) => weight / halfSamples);
  const floats = new Float32Array(block);
  floats.set([...scales, smoothing?.stability ?? 0], 12);
  floats.set(luminanceWeights(channels), 16);
  ints.set(
    [masked, consistency.crossed, smoothing].map((part) => (part ? 1 : 0)),
    20,
  );
  return block;
}
