import { type Cell, displayCells } from './display-text.ts';

/** One line of source as shown, and where the underline of a span stands beneath it, in columns. */
export interface Excerpt {
  readonly source: string;
  readonly column: number;
  readonly width: number;
}

/** Wider lines (a query of 40,000 characters in one line) are cut to the part around the span. */
const MOST_COLUMNS = 120;
const CONTEXT_COLUMNS = 40;
/** No cell is made of more UTF-16 units than matter here; what lies further from the span is never looked at. */
const REACH = 4 * MOST_COLUMNS;
const CUT = '…';

/** Shows the stretch of `line` around [start, end), offsets in UTF-16 units; an empty span gets one column. */
export function excerpt(line: string, start: number, end: number): Excerpt {
  const from = start > REACH ? start - REACH : 0;
  const cells = displayCells(line.slice(from, start + REACH));
  const isWhole = from === 0 && line.length <= start + REACH && columns(cells) <= MOST_COLUMNS;
  const first = cells.findIndex(cell => from + cell.end > start);
  const spanAt = first < 0 ? cells.length : first;
  const [low, high] = isWhole ? [0, cells.length] : window(cells, spanAt);
  const shown = cells.slice(low, high);
  const head = low > 0 || from > 0 ? CUT : '';
  const tail = high < cells.length || from + (cells.at(-1)?.end ?? 0) < line.length ? CUT : '';
  const marked = shown.filter(cell => from + cell.end > start && from + cell.start < end);
  return {
    source: head + shown.map(cell => cell.shown).join('') + tail,
    column: head.length + columns(cells.slice(low, spanAt)),
    width: Math.max(1, columns(marked)),
  };
}

/** The cells that fit: some before the span, and from there as many as there is room for. */
function window(cells: readonly Cell[], spanAt: number): [number, number] {
  let low = spanAt;
  for (let room = CONTEXT_COLUMNS; low > 0; low--) {
    room -= cells[low - 1]?.width ?? 0;
    if (room < 0) break;
  }
  let high = low;
  for (let room = MOST_COLUMNS; high < cells.length; high++) {
    room -= cells[high]?.width ?? 0;
    if (room < 0) break;
  }
  return [low, high];
}

function columns(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
