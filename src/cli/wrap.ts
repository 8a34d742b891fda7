import { displayCells, displayWidth, visible } from '../source/display-text.ts';

/** Breaks a text at blanks into lines of at most `width` columns; a longer word stands alone and is cut. */
export function wrap(text: string, width: number): string[] {
  return wrapWhole(text, width).map(line => clip(line, width));
}

/** As `wrap`, but a longer word stays whole, so that an address can be followed. */
export function wrapWhole(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text.replace(/\s+/g, ' ').trim()).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

/** As `wrap`, in at most so many lines; the last one is cut where there would be more. */
export function wrapAtMost(text: string, width: number, most: number): string[] {
  const lines = wrap(text, width);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), clip(lines.slice(most - 1).join(' '), width)];
}

/** The text in at most `width` columns, `…` standing for what is cut off; control characters made visible. */
export function clip(text: string, width: number): string {
  const cells = displayCells(text);
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  if (total <= width) return cells.map(cell => cell.shown).join('');
  let used = 1;
  let shown = '';
  for (const cell of cells) {
    if (used + cell.width > width) break;
    used += cell.width;
    shown += cell.shown;
  }
  return `${shown}…`;
}

/** Fills up with blanks to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}
