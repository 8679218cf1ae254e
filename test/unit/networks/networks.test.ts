import { describe, expect, it } from 'vitest';
import { dropoutFactors } from '../../../src/core/networks/dropout';
import { marginOf } from '../../../src/core/networks/margin';
import { parametersIn, parametersOf } from '../../../src/core/networks/parameters';
import { networkShapes } from '../../../src/core/networks/shapes';
import { type NetworkSpec, type NodeSpec, sameWindow } from '../../../src/core/networks/spec';
import { unet } from '../../../src/core/networks/unet';
import { parameterLayout, receptiveRadius, zsN2n } from '../../../src/core/networks/zsN2n';

const image: NodeSpec = { name: 'image', op: 'input', from: 0, channels: 3 };
const network = (...nodes: NodeSpec[]): NetworkSpec => ({
  inputChannels: 3,
  nodes: [image, ...nodes],
  output: nodes[nodes.length - 1].name,
});
const convolution = (more: object = {}): NodeSpec => ({
  name: 'layer',
  op: 'convolution',
  input: 'image',
  ...sameWindow(3),
  channels: 8,
  bias: true,
  ...more,
});

describe('a network', () => {
  it.each<[string, NodeSpec, string]>([
    ['reads what is not there', convolution({ input: 'other' }), '"layer" is wrong: it reads "other"'],
    ['has two nodes of one name', convolution({ name: 'image' }), 'another of this name'],
    ['has a filter that cuts edges off', convolution({ padding: 0 }), 'padding'],
    ['has a stride that does not divide the image', convolution({ stride: 3, padding: 2 }), 'padding'],
    ['has a mask of another size', convolution({ mask: [1, 0] }), 'mask'],
    ['takes channels that the image lacks', { ...image, name: 'more', from: 2, channels: 2 }, '3 channels'],
    ['grows larger than the image', { name: 'up', op: 'upsample', input: 'image' }, 'larger'],
    ['drops everything', { name: 'drop', op: 'dropout', input: 'image', rate: 1 }, 'rate'],
    ['ends smaller than the image', { name: 'pool', op: 'maxPool', input: 'image' }, 'as large as its input'],
  ])('that %s is refused by the node', (_what, node, part) => {
    expect(() => networkShapes(network(node))).toThrow(part);
  });

  it('that compares what differs in size is refused', () => {
    const pool: NodeSpec = { name: 'pool', op: 'maxPool', input: 'image' };
    const sum: NodeSpec = { name: 'sum', op: 'add', first: 'image', second: 'pool' };
    expect(() => networkShapes(network(pool, sum))).toThrow('differs in size');
    const wide: NodeSpec = { ...sum, second: 'layer' };
    expect(() => networkShapes(network(convolution(), wide))).toThrow('differs in channels');
  });

  it('has its parameters node after node, with what reaches each', () => {
    const shape = { inputChannels: 2, outputChannels: 1, widths: [8, 16], slope: 0.1 };
    const parameters = parametersOf(unet(shape));
    expect(parameters.map(({ name }) => name).slice(0, 3)).toEqual(['down0a.weight', 'down0a.bias', 'down0b.weight']);
    expect(parameters.find(({ name }) => name === 'up0a.bias')).toMatchObject({ shape: [8], fanIn: 9 * 24 });
    expect(parametersIn(unet(shape))).toBe(parameters.reduce((sum, { size }) => sum + size, 0));
  });

  it('of ZS-N2N has the layout that its engines know', () => {
    expect(parameterLayout(3).map(({ name, offset }) => [name, offset])).toEqual([
      ['w1', 0],
      ['b1', 1296],
      ['w2', 1344],
      ['b2', 22080],
      ['w3', 22128],
      ['b3', 22272],
    ]);
  });
});

describe('the margin of tiles', () => {
  it('is the reach of the convolutions, by their dilation', () => {
    expect(receptiveRadius).toBe(2);
    expect(marginOf(zsN2n(3))).toEqual({ radius: 2, alignment: 1 });
    expect(marginOf(network(convolution(sameWindow(5, 3))))).toEqual({ radius: 6, alignment: 1 });
  });

  it('is of whole blocks in a U-Net', () => {
    const { radius, alignment } = marginOf(
      unet({ inputChannels: 1, outputChannels: 1, widths: [4, 4, 4], slope: 0.1 }),
    );
    expect(alignment).toBe(4);
    // by hand: rows 0 to 3 need -2 to 5, at scale 2 -1 to 2 and then -3 to 4, at scale 4 -2 to 2 and then -4 to 4, on
    // the other way -8 to 9, -10 to 11, -20 to 23, -22 to 25
    expect(radius).toBe(24);
  });
});

describe('dropout', () => {
  it('drops its share and keeps the mean, differently by seed and layer', () => {
    const factors = (seed: number, layer: number) => {
      const of = new Float32Array(10_000);
      dropoutFactors(seed, layer, 0.3, of);
      return of;
    };
    const first = factors(1, 2);
    expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    expect(first.filter((factor) => factor === 0).length / first.length).toBeCloseTo(0.3, 1);
    expect(factors(1, 2)).toEqual(first);
    for (const other of [factors(2, 2), factors(1, 3)]) {
      const same = other.filter((factor, i) => factor === first[i]).length;
      expect(same / first.length).toBeCloseTo(0.58, 1);
    }
  });
});
