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
