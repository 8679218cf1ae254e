import { fill } from '../../src/core/text';
import type { RunProgress } from '../../src/shared/run';
import type { UiStrings } from '../../src/shared/strings';
import { element } from '../dom';
import { svgElement } from '../icons';
import { LossHistory, type LossPoint, linePoints, StepRate } from './lossHistory';

const size: [number, number] = [240, 56];

/** Shows how training goes: the loss on a logarithmic scale, the learning rate, and the speed. */
export class TrainingPanel {
  readonly root: HTMLElement;
  private readonly history = new LossHistory();
  private readonly rate = new StepRate();
  private readonly lossLine = svgElement('polyline', { class: 'loss' });
  private readonly rateLine = svgElement('polyline', { class: 'rate' });
  private readonly curve: SVGElement;
  private readonly loss = element('dd');
  private readonly learningRate = element('dd');
  private readonly speed = element('p', { class: 'speed' });
  private page = 0;

  constructor(private readonly strings: UiStrings) {
    const { trainingPanel: texts } = strings;
    const viewBox = `0 -2 ${size[0]} ${size[1] + 4}`;
    this.curve = svgElement('svg', { class: 'curve', role: 'img', viewBox, preserveAspectRatio: 'none' });
    this.curve.append(this.rateLine, this.lossLine);
    this.root = element(
      'section',
      { class: 'panel training', 'aria-labelledby': 'training-title', hidden: '' },
      element('h2', { id: 'training-title', text: texts.title }),
      element('div', { class: 'plot' }),
      element(
        'dl',
        {},
        element('dt', { class: 'loss', text: texts.loss }),
        this.loss,
        element('dt', { class: 'rate', text: texts.learningRate }),
        this.learningRate,
      ),
      this.speed,
    );
    this.root.querySelector('.plot')?.append(this.curve);
  }

  /** Shows the panel in this place, or nowhere. */
  showIn(place: HTMLElement | undefined): void {
    this.root.hidden = !place;
    if (place && this.root.parentElement !== place) place.append(this.root);
  }

  /** There is a curve to look at. */
  get hasCurve(): boolean {
    return this.history.points.length > 1;
  }

  /** Another run begins. */
  clear(): void {
    this.history.clear();
    for (const value of [this.loss, this.learningRate, this.speed]) value.textContent = '';
    this.draw();
  }

  progress({ phase, page, step, loss, learningRate }: RunProgress): void {
    if (phase !== 'train' || loss === undefined || learningRate === undefined) return;
    if (page !== this.page) this.history.clear();
    this.page = page;
    this.history.add({ step, loss, learningRate });
    const stepsPerSecond = this.rate.update(step, performance.now() / 1000);
    this.loss.textContent = loss.toPrecision(3);
    this.learningRate.textContent = learningRate.toPrecision(2);
    this.speed.textContent =
      stepsPerSecond === undefined ? '' : fill(this.strings.trainingPanel.stepsPerSecond, rounded(stepsPerSecond));
    this.draw();
  }

  private draw(): void {
    const { points } = this.history;
    this.lossLine.setAttribute(
      'points',
      linePoints(points, ({ loss }) => Math.log(loss), size),
    );
    this.rateLine.setAttribute(
      'points',
      linePoints(points, ({ learningRate }) => learningRate, size),
    );
    const [first, last] = [points[0], points.at(-1)];
    if (first && last) this.curve.setAttribute('aria-label', this.describe(first, last));
  }

  private describe(first: LossPoint, last: LossPoint): string {
    const { curve } = this.strings.trainingPanel;
    return fill(
      curve,
      last.step,
      first.loss.toPrecision(3),
      last.loss.toPrecision(3),
      last.learningRate.toPrecision(2),
    );
  }
}

const rounded = (rate: number) => (rate < 10 ? rate.toFixed(1) : String(Math.round(rate)));
