/**
 * Values from a file, one on each line, while it arrives: what is held is the values themselves and the line at hand,
 * never the file. A line that is no value of the list is counted, and the first ones are told.
 */
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { MOST_VALUES, type ValueListBook } from '../../detect/value-list-book.ts';
import { ElasticError } from '../detection/elastic-scope.ts';

/** More than the longest value: of a line without an end no more is kept than shows that it is none. */
const LONGEST_LINE = 40_000;
const MOST_TOLD = 10;

export interface ReadValues {
  readonly values: ReadonlySet<string>;
  readonly badLines: number;
  /** The first ones, in words. */
  readonly told: readonly string[];
}

/** @throws ElasticError where the file is cut off by the limit of an upload, or has too many values */
export async function readValues(
  file: Readable & { readonly truncated?: boolean },
  book: ValueListBook,
  listId: string,
): Promise<ReadValues> {
  const values = new Set<string>();
  const told: string[] = [];
  let badLines = 0;
  let number = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line.trim() === '') continue;
    const expected = book.refusal(listId, line);
    if (expected !== undefined) {
      badLines++;
      if (told.length < MOST_TOLD)
        told.push(`line ${number}: expected ${expected}, found "${line.slice(0, 100)}"`);
    } else if (values.size >= MOST_VALUES) {
      file.resume();
      throw new ElasticError(413, `a value list holds at most ${MOST_VALUES} values`);
    } else values.add(line);
  }
  if (file.truncated === true) throw new ElasticError(413, 'the file is too large: import it in parts');
  return { values, badLines, told };
}

async function* linesOf(file: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of file) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) yield trimmed(line);
    // Events and other requests come first: a large list can wait.
    await setImmediate();
  }
  rest += decoder.decode();
  if (rest !== '') yield trimmed(rest);
}

function trimmed(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
