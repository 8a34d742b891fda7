import { shownText } from './shown-text.ts';

/** Text of rules and events for a label that is spoken or a message: what cannot be seen is named, what is long is cut. */
export function plainText(text: string, most = 120): string {
  const { cut, pieces } = shownText(text, most);
  return `${pieces.map(piece => (piece.kind === 'text' ? piece.text : piece.label)).join('')}${cut > 0 ? '…' : ''}`;
}
