/** Exceptions and value lists from the files that the user names. */
import { createReadStream, readFileSync } from 'node:fs';
import { type ValueList, ValueListBuilder, type ValueListType, valueListTypes } from '../event/value-list.ts';
import type { ExceptionItems } from '../exceptions/apply-exceptions.ts';
import { type ExceptionItem, listKey, valueListsOf } from '../exceptions/exception-item.ts';
import {
  badValue,
  missingValueList,
  sameItem,
  unreadableExceptions,
  unreadableValueList,
  unusableValueList,
  unusedValueList,
} from '../exceptions/messages.ts';
import { readExceptions } from '../exceptions/read-exceptions.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { reasonOf } from './find-files.ts';
import { decodeText } from './load-rule-files.ts';

export interface LoadedExceptions extends ExceptionItems {
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads every file; an item that is there twice is told and counts once. */
export function loadExceptionFiles(paths: readonly string[]): LoadedExceptions {
  const items = new Map<string, ExceptionItem>();
  const lists = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const text = readText(path);
    if (typeof text !== 'string') {
      diagnostics.push(unreadableExceptions(path, text.reason));
      continue;
    }
    const read = readExceptions(sourceText(path, text));
    diagnostics.push(...read.diagnostics);
    for (const list of read.lists) lists.add(list);
    for (const item of read.items) {
      const key = `${listKey(item.listId, item.namespace)}\n${item.itemId}`;
      if (items.has(key)) diagnostics.push(sameItem(item));
      else items.set(key, item);
    }
  }
  return { items: [...items.values()], lists, diagnostics };
}

function readText(path: string): string | { readonly reason: string } {
  try {
    return decodeText(readFileSync(path)) ?? { reason: 'it is neither UTF-8 nor UTF-16 text' };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Where a value list lies: what `--value-list ID=FILE` says. */
export interface ValueListFile {
  readonly id: string;
  readonly path: string;
}

export interface LoadedValueLists {
  /** By id; the lists that no item looks into are not read. */
  readonly lists: ReadonlyMap<string, ValueList>;
  /** Lines that were no value, in all lists. */
  readonly badLines: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the value lists that the items look into; the items say of which type they are. What an item needs and is not
 * there, or cannot be looked into, is told.
 */
export async function loadValueLists(
  files: readonly ValueListFile[],
  items: readonly ExceptionItem[],
): Promise<LoadedValueLists> {
  const lists = new Map<string, ValueList>();
  const diagnostics: Diagnostic[] = [];
  let badLines = 0;
  const pathOf = new Map(files.map(({ id, path }) => [id, path]));
  const asked = new Set<string>();
  for (const item of items) {
    for (const { id, type } of valueListsOf(item)) {
      const path = pathOf.get(id);
      const isFirst = !asked.has(id);
      asked.add(id);
      const known = valueListTypes.find(one => one === type);
      if (known === undefined) diagnostics.push(unusableValueList(item, id, type));
      else if (path === undefined) diagnostics.push(missingValueList(item, id));
      else if (isFirst) {
        try {
          const read = await readValueList(id, known, path, diagnostic => diagnostics.push(diagnostic));
          lists.set(id, read.list);
          badLines += read.badLines;
        } catch (error) {
          if (!(error instanceof Error && 'code' in error)) throw error;
          diagnostics.push(unreadableValueList(path, reasonOf(error)));
        }
      }
    }
  }
  for (const { id, path } of files) if (!asked.has(id)) diagnostics.push(unusedValueList(id, path));
  return { lists, badLines, diagnostics };
}

/** A file of nonsense is told by its first lines. */
const MOST_LINES_TOLD = 10;

/** A value on each line, as Elastic exports and imports them; blank lines are no values. */
async function readValueList(
  id: string,
  type: ValueListType,
  path: string,
  tell: (diagnostic: Diagnostic) => void,
): Promise<{ readonly list: ValueList; readonly badLines: number }> {
  const builder = new ValueListBuilder(id, type);
  const isOfAddresses = type === 'ip' || type === 'ip_range';
  let badLines = 0;
  let number = 0;
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      number++;
      const value = isOfAddresses ? line.trim() : line;
      if (value.trim() === '' || (isOfAddresses && value.startsWith('#'))) continue;
      const expected = notText(value) ?? builder.add(value);
      if (expected === undefined) continue;
      if (++badLines <= MOST_LINES_TOLD) tell(badValue(path, number, line.slice(0, 200), expected));
    }
  }
  return { list: builder.build(), badLines };
}

function notText(value: string): string | undefined {
  if (value.length > LONGEST_VALUE) return `a value of at most ${LONGEST_VALUE} characters`;
  return value.includes('\uFFFD') ? 'text in UTF-8' : undefined;
}

/** As Elasticsearch's longest keyword. */
const LONGEST_VALUE = 32_766;

/** The lines of a file, some at a time: neither all of it nor a line without an end stands in memory. */
async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
    // Of what is too long to be a value no more is kept than shows that it is.
    rest = (lines.pop() ?? '').slice(0, LONGEST_VALUE + 1);
    yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
