/** Whether keys pressed there are what somebody writes or chooses. */
export const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('textarea, select, [contenteditable="true"], input:not([type="radio"]):not([type="checkbox"])') !==
    null
