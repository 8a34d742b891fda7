/** Text of others in the parts of the editor that are not React's: as `Value` shows it, and never as markup. */
import { shownText } from '../parts/shown-text.ts';

export function saidElement(name: 'p' | 'code' | 'span', text: string, className = ''): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  element.dir = 'ltr';
  for (const piece of shownText(text, 2_000).pieces)
    if (piece.kind === 'text') element.append(piece.text);
    else {
      const mark = document.createElement('span');
      mark.className = 'cm-unseen';
      mark.textContent = piece.label;
      mark.setAttribute('aria-label', piece.spoken);
      element.append(mark);
    }
  return element;
}
