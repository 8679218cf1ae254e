import { describe, expect, it } from 'vitest';
import { LossHistory, linePoints, StepRate } from '../../../webview/panels/lossHistory';
import { directionsOf, pageAt, placeOf } from '../../../webview/panels/pageAxes';
import { firstFrame, frameBetween, frameByKey, placedFrame } from '../../../webview/panels/regionFrame';

const point = (step: number, loss: number) => ({ step, loss, learningRate: 0.001 });

describe('the loss curve', () => {
  it('keeps the course of a long run in a few points: the last step, and means of the loss', () => {
    const history = new LossHistory();
    for (let step = 1; step <= 4096; step++) history.add(point(step, step % 2));
    expect(history.points.length).toBeLessThanOrEqual(240);
    expect(history.points.length).toBeGreaterThan(100);
    expect(history.points.at(-1)?.step).toBe(4096);
    for (const { loss } of history.points.slice(0, -1)) expect(loss).toBeCloseTo(0.5);
  });

  it('runs from left to right and from the bottom up', () => {
    const points = [point(100, 4), point(200, 2), point(300, 1)];
    expect(linePoints(points, ({ loss }) => Math.log2(loss), [200, 50])).toBe('0.0,0.0 100.0,25.0 200.0,50.0');
    expect(linePoints([], ({ loss }) => loss, [200, 50])).toBe('');
  });

  it('tells the speed of the last seconds, anew for every run', () => {
    const rate = new StepRate();
    expect(rate.update(10, 1)).toBeUndefined();
    expect(rate.update(60, 2)).toBe(50);
    // the first report is too old by now
    expect(rate.update(460, 5)).toBeCloseTo(400 / 3);
    expect(rate.update(5, 6)).toBeUndefined();
  });
});

describe('the directions of a stack', () => {
  const axes = [
    { name: 'Channel', count: 2 },
    { name: 'Slice', count: 1 },
    { name: 'Time', count: 5 },
  ] as const;

  it('are those the file names and that have more than one page', () => {
    expect(directionsOf({ pages: 10, axes })).toEqual([axes[0], axes[2]]);
  });

  it('are the pages in their order where the file names none, or names others than there are', () => {
    expect(directionsOf({ pages: 7 })).toEqual([{ count: 7 }]);
    expect(directionsOf({ pages: 9, axes })).toEqual([{ count: 9 }]);
  });

  it('lead to every page and back', () => {
    const pages = Array.from({ length: 10 }, (_, page) => page);
    expect(pages.map((page) => pageAt(placeOf(page, [2, 5]), [2, 5]))).toEqual(pages);
    expect(placeOf(3, [2, 5])).toEqual([1, 1]);
  });
});

describe('the frame of a preview', () => {
  const page = { width: 1000, height: 600 };

  it('begins in the middle of what is in sight', () => {
    expect(firstFrame({ x: 100, y: 100, width: 800, height: 400 }, page)).toEqual({
      x: 372,
      y: 200,
      width: 256,
      height: 200,
    });
  });

  it('lies between the points of a drag, whichever way it went', () => {
    const frame = { x: 50, y: 60, width: 100, height: 40 };
    expect(frameBetween({ x: 50, y: 60 }, { x: 150, y: 100 }, page)).toEqual(frame);
    expect(frameBetween({ x: 150, y: 100 }, { x: 50, y: 60 }, page)).toEqual(frame);
  });

  it('has a usual size about a click, also at the edge', () => {
    expect(frameBetween({ x: 500, y: 300 }, { x: 501, y: 300 }, page)).toEqual({
      x: 372,
      y: 172,
      width: 256,
      height: 256,
    });
    expect(frameBetween({ x: 990, y: 5 }, { x: 990, y: 5 }, page)).toEqual({ x: 744, y: 0, width: 256, height: 256 });
  });

  it('is never too large to wait for, nor larger than the page', () => {
    expect(frameBetween({ x: 0, y: 0 }, { x: 5000, y: 5000 }, page)).toEqual({ x: 0, y: 0, width: 768, height: 600 });
    expect(placedFrame({ x: -3, y: 9, width: 4, height: 400 }, { width: 10, height: 10 })).toEqual({
      x: 0,
      y: 0,
      width: 10,
      height: 10,
    });
  });

  it('moves by arrow keys, and changes its size with Shift', () => {
    const frame = { x: 100, y: 100, width: 64, height: 64 };
    expect(frameByKey(frame, { key: 'ArrowRight', shiftKey: false }, page)).toEqual({ ...frame, x: 108 });
    expect(frameByKey(frame, { key: 'ArrowUp', shiftKey: true }, page)).toEqual({ ...frame, height: 56 });
    expect(frameByKey(frame, { key: 'a', shiftKey: false }, page)).toBeUndefined();
  });
});
