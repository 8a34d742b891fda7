/** Whether an element is none that somebody chose: the document itself, or the page as a whole. */
export function isNowhere(element: EventTarget | null): boolean {
  return element === null || element === document.body || (element as Element).id === 'page';
}
