/**
 * A text with a name, and where it stands inside another text. A query that is cut out of a rule file
 * remembers its host, so that everything said about the query is said at a line of the file the user edits.
 */
export interface SourceText {
  /** The path as the user gave it, or a name in angle brackets: `<query>`, `<stdin>`. */
  readonly name: string;
  readonly text: string;
  readonly host?: HostText;
}

/** The text that another one is cut out of. `toHost` maps an offset of the inner text, its length included. */
export interface HostText {
  readonly source: SourceText;
  toHost(offset: number): number;
}

/** A place as people name it: `line` and `column` count from 1, columns in UTF-16 units. */
export interface Place {
  /** The outermost text: the file. */
  readonly source: SourceText;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export function sourceText(name: string, text: string, host?: HostText): SourceText {
  return host === undefined ? { name, text } : { name, text, host };
}

/** Resolves an offset to the outermost host: the line and column of the file that holds the text. */
export function placeOf(source: SourceText, offset: number): Place {
  if (source.host !== undefined) return placeOf(source.host.source, source.host.toHost(offset));
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { source, offset, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** The text of line `line` (from 1) without its line end. */
export function lineText(source: SourceText, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return '';
  return source.text.slice(start, starts[line] ?? source.text.length).replace(/\r?\n$/, '');
}

const startsOfText = new WeakMap<SourceText, readonly number[]>();

function lineStarts(source: SourceText): readonly number[] {
  const known = startsOfText.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1))
    starts.push(at + 1);
  startsOfText.set(source, starts);
  return starts;
}
