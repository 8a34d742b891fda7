/**
 * The examples that a rule carries: events, and how many alerts they must give. In TOML as `[[tests]]` beside `[rule]`,
 * in JSON as the key `tests` of the rule, or in a file beside the rule (`name.tests.toml`, `name.tests.json`).
 *
 *     [[tests]]
 *     name = "a bare start, then a public address"
 *     alerts = 1
 *     events = [{ "@timestamp" = "2026-01-01T00:00:00Z", … }, …]
 *
 *     [[tests]]
 *     alerts = 0
 *     events_file = "examples/private-address.ndjson"
 */
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { name, type Problem, tableList, textOrTextList, wholeNumber } from './field-readers.ts';
import { otherTablesOf } from './file-tables.ts';
import type { Rule } from './rule.ts';

export interface RuleTest {
  readonly name: string;
  /** How many alerts the events must give, building blocks of sequences not counted. */
  readonly alerts: number;
  /** Events as the readers of files take them: ECS, hits with `_source`, Winlogbeat documents. */
  readonly events: readonly JsonObject[];
  /** Files of events, relative to the file that says so. */
  readonly files: readonly string[];
}

export interface ReadTests {
  readonly tests: readonly RuleTest[];
  readonly problems: readonly Problem[];
}

const KEYS: readonly string[] = ['name', 'alerts', 'events', 'events_file'];

/** The examples that stand in the rule's own file. */
export function testsOfRule({ extra, origin }: Rule): ReadTests {
  const own = readTests(extra['tests'], ['tests']);
  // In JSON that was made of TOML they travel with what stood beside the rule.
  const around = origin.around?.['tests'] ?? otherTablesOf(origin.written)?.['tests'];
  const beside = readTests(around, ['tests']);
  return { tests: [...own.tests, ...beside.tests], problems: [...own.problems, ...beside.problems] };
}

/** The examples of a file beside the rule: a table with the key `tests`, or in JSON the list alone. */
export function testsOfFile(document: unknown): ReadTests {
  return Array.isArray(document)
    ? readTests(document, ['tests'])
    : readTests((document as { readonly tests?: unknown } | null)?.tests ?? [], ['tests']);
}

function readTests(written: unknown, path: Problem['path']): ReadTests {
  if (written === undefined || written === null) return { tests: [], problems: [] };
  const problems: Problem[] = [];
  const tables = tableList(written as Json, path, problems) ?? [];
  const tests = tables.flatMap((table, at) => readTest(table, [...path, at], at, problems));
  return { tests, problems };
}

function readTest(
  table: JsonObject,
  path: Problem['path'],
  at: number,
  problems: Problem[],
): readonly RuleTest[] {
  const before = problems.length;
  for (const key of Object.keys(table))
    if (!KEYS.includes(key))
      problems.push({ path: [...path, key], expected: `one of ${KEYS.join(', ')}`, found: key });
  const alerts = wholeNumber(0)(table['alerts'], [...path, 'alerts'], problems);
  const title = table['name'] === undefined ? undefined : name(table['name'], [...path, 'name'], problems);
  const events =
    table['events'] === undefined ? [] : tableList(table['events'], [...path, 'events'], problems);
  const files =
    table['events_file'] === undefined
      ? []
      : textOrTextList(table['events_file'], [...path, 'events_file'], problems);
  if (table['events'] === undefined && table['events_file'] === undefined)
    problems.push({ path: [...path, 'events'], expected: 'events, or `events_file`', found: undefined });
  if (problems.length > before || alerts === undefined) return [];
  return [
    {
      name: title ?? `example ${at + 1}`,
      alerts,
      events: (events ?? []).filter(isJsonObject),
      files: typeof files === 'string' ? [files] : (files ?? []),
    },
  ];
}
