/**
 * Makes a toolbar one stop of the Tab key, as the pattern for toolbars asks: the arrow keys, Home and End go from button
 * to button. https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/
 */
export function roveWithin(toolbar: HTMLElement): void {
  const usable = () =>
    [...toolbar.querySelectorAll('button')].filter((button) => !button.disabled && button.checkVisibility());
  const makeStop = (stop: HTMLButtonElement | undefined) => {
    for (const button of toolbar.querySelectorAll('button')) button.tabIndex = button === stop ? 0 : -1;
  };
  toolbar.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLButtonElement) makeStop(target);
  });
  toolbar.addEventListener('keydown', (event) => {
    const buttons = usable();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const places: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1 + buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    if (at < 0 || !(event.key in places)) return;
    buttons[places[event.key] % buttons.length].focus();
    event.preventDefault();
  });
  // the stop may be hidden or disabled meanwhile
  const restore = () => {
    const buttons = usable();
    if (!buttons.some((button) => button.tabIndex === 0)) makeStop(buttons[0]);
  };
  const observer = new MutationObserver(restore);
  observer.observe(toolbar, { subtree: true, childList: true, attributeFilter: ['hidden', 'disabled'] });
  new ResizeObserver(restore).observe(toolbar);
}
