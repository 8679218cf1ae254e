import { type IconName, icon } from './icons';

/** Makes an element with attributes and children; `text` sets its text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { text, ...attributes }: Record<string, string> = {},
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/** A button that says what it does; `hint` is its tooltip. */
export function button(label: string, hint: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', title: hint, text: label });
  made.addEventListener('click', onClick);
  return made;
}

/** A button with a picture; its label is written beside it where there is room, and is its name in any case. */
export function iconButton(name: IconName, label: string, hint: string, onClick?: () => void): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: 'action', title: hint, 'aria-label': label },
    icon(name),
    element('span', { class: 'label', text: label }),
  );
  if (onClick) made.addEventListener('click', onClick);
  return made;
}
