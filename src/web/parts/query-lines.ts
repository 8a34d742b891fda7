/** Lines of code, in which blanks are mostly meant to be seen as blanks. Pure. */
export interface LinePiece {
  readonly kind: 'text' | 'blanks';
  readonly text: string;
}

/** Blanks in front of text: more of them, or some at the end of a line, are named, as something may hide behind them. */
const ALIGNING = /[ \t]{1,60}(?=[^ \t])/g;

/** Indentation and what lines things up stand apart from the text. */
export function piecesOfLine(line: string): readonly LinePiece[] {
  const pieces: LinePiece[] = [];
  let at = 0;
  const text = (to: number): void => {
    if (to > at) pieces.push({ kind: 'text', text: line.slice(at, to) });
  };
  for (const { 0: blanks, index } of line.matchAll(ALIGNING)) {
    const isPartOfMore = index > 0 && /[ \t]/.test(line[index - 1] ?? '');
    // Single blanks between words stay with them.
    if (isPartOfMore || (index > 0 && blanks === ' ')) continue;
    text(index);
    pieces.push({ kind: 'blanks', text: blanks });
    at = index + blanks.length;
  }
  text(line.length);
  return pieces;
}
