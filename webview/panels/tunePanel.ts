import { type Preset, presets } from '../../src/core/denoise/options';
import { methodAboutOf, methods } from '../../src/core/methods/catalogue';
import { fill } from '../../src/core/text';
import type { RunOverrides } from '../../src/shared/run';
import type { UiStrings } from '../../src/shared/strings';
import { button, element } from '../dom';
import { inWindowLanguage } from '../windowText';
import { NumberField } from './numberField';
import { hasNumber, type MethodNumber, methodNumbers, overridesOf, type TuneValues, withPreset } from './tuneModel';

export interface TunePanelActions {
  /** Values have changed; all of them are valid. */
  changed(overrides: Partial<RunOverrides>): void;
  /** The strength is moved, perhaps not for the last time. */
  strengthMoved(strength: number): void;
  /** The values of the settings are wanted again. */
  reset(): void;
}

/** Lets a person choose what a run does: method, preset, steps, learning rate, strength and seed. */
export class TunePanel {
  readonly root: HTMLElement;
  private readonly method = element('select', { id: 'tune-method' });
  private readonly preset = element('select', { id: 'tune-preset' });
  private readonly purpose = element('p', { class: 'purpose' });
  private readonly fields: Readonly<Record<MethodNumber, NumberField>>;
  private readonly strength = element('input', { id: 'tune-strength', type: 'range', min: '0', max: '100', step: '1' });
  private readonly strengthText = element('output', { for: 'tune-strength' });
  private values: TuneValues | undefined;

  constructor(
    private readonly strings: UiStrings,
    private readonly on: TunePanelActions,
  ) {
    const { tune } = strings;
    const field = (name: MethodNumber) => new NumberField(name, tune, (value) => this.change({ [name]: value }));
    this.fields = {
      iterations: field('iterations'),
      learningRate: field('learningRate'),
      sigma: field('sigma'),
      seed: field('seed'),
    };
    const nameOf = ({ name }: (typeof methods)[number]) => inWindowLanguage(name, strings);
    this.method.append(...methods.map((method) => element('option', { value: method.id, text: nameOf(method) })));
    this.method.addEventListener('change', () => this.chooseMethod(this.method.value));
    this.preset.append(...presets.map((preset) => element('option', { value: preset, text: tune.presets[preset] })));
    this.preset.addEventListener('change', () => this.choosePreset(this.preset.value as Preset));
    this.strength.title = tune.strengthHint;
    this.strength.addEventListener('input', () => this.moveStrength());
    const { iterations, learningRate, sigma, seed } = this.fields;
    this.root = element(
      'section',
      { class: 'panel tune', 'aria-labelledby': 'tune-title', hidden: '' },
      element('h2', { id: 'tune-title', text: tune.title }),
      labelled(tune.method, this.method),
      this.purpose,
      labelled(tune.preset, this.preset),
      element('div', { class: 'fields' }, iterations.root, learningRate.root, sigma.root),
      labelled(
        tune.strength,
        element('div', { class: 'strength' }, this.strength, this.strengthText),
        this.strength.id,
      ),
      element('div', { class: 'fields' }, seed.root),
      element(
        'div',
        { class: 'buttons' },
        button(tune.reset, tune.resetHint, () => on.reset()),
      ),
    );
  }

  get isShown(): boolean {
    return !this.root.hidden;
  }

  set isShown(isShown: boolean) {
    this.root.hidden = !isShown;
  }

  /** Fields that say what is wrong with them; a run cannot begin from these. */
  get isValid(): boolean {
    return Object.values(this.fields).every((field) => field.root.hidden || field.isValid);
  }

  /** What a run is to do; undefined before the settings are there. */
  get overrides(): Partial<RunOverrides> | undefined {
    return this.values && overridesOf(this.values);
  }

  get current(): TuneValues | undefined {
    return this.values;
  }

  show(values: TuneValues): void {
    this.values = values;
    this.method.value = values.method;
    this.preset.value = values.preset;
    this.purpose.textContent = inWindowLanguage(methodAboutOf(values.method).purpose, this.strings);
    for (const name of methodNumbers) {
      this.fields[name].root.hidden = !hasNumber(values.method, name);
      this.fields[name].show(values[name]);
    }
    const percent = Math.round(values.strength * 100);
    this.strength.value = String(percent);
    this.strengthText.textContent = fill('{0} %', percent);
  }

  focus(): void {
    this.preset.focus();
  }

  /** Goes to the first field that says what is wrong with it. */
  focusInvalid(): void {
    Object.values(this.fields)
      .find((field) => !field.isValid)
      ?.focus();
  }

  /** Another method has other options; those it has come with its preset. */
  private chooseMethod(method: string): void {
    if (!this.values) return;
    this.show(withPreset({ ...this.values, method }, this.values.preset));
    this.on.changed(overridesOf(this.values));
  }

  private choosePreset(preset: Preset): void {
    if (!this.values) return;
    this.show(withPreset(this.values, preset));
    this.on.changed(overridesOf(this.values));
  }

  private moveStrength(): void {
    const strength = this.strength.valueAsNumber / 100;
    this.change({ strength });
    this.strengthText.textContent = fill('{0} %', this.strength.value);
    this.on.strengthMoved(strength);
  }

  private change(change: Partial<TuneValues>): void {
    if (!this.values) return;
    this.values = { ...this.values, ...change };
    this.on.changed(overridesOf(this.values));
  }
}

function labelled(text: string, control: HTMLElement, id = control.id): HTMLElement {
  return element('div', { class: 'field' }, element('label', { for: id, text }), control);
}
