/**
 * Alerts with equal values, grouped and counted in SQL where the columns tell all that is asked. Of alerts whose columns
 * do not (alert-columns.ts), and where SQL cannot decide who passes, values are read and grouped here.
 */
import type { Json } from '../../event/json.ts';
import type { AlertCensus, AlertQuery, CensusFields, ValueCount, ValueGroup } from '../alert-store.ts';
import { censusOf } from '../group-values.ts';
import { type AlertColumn, columnOf, selectionOf, UUID } from './alert-columns.ts';
import { filterOf } from './alert-filter.ts';
import { type AlertSearch, cell, hasOdd } from './alert-search.ts';
import type { Statements } from './statements.ts';
import { shownText } from './stored-text.ts';

type Filtered = Pick<AlertQuery, 'filter' | 'signal'>;
type Columns = readonly AlertColumn[];

/** A census is asked in two statements; where alerts came in between, so often anew. */
const MOST_TRIES = 3;

export class AlertGroups {
  readonly #statements: Statements;
  readonly #search: AlertSearch;

  constructor(statements: Statements, search: AlertSearch) {
    this.#statements = statements;
    this.#search = search;
  }

  async *groups(query: Filtered, fields: Omit<CensusFields, 'lists'>): AsyncIterable<readonly ValueGroup[]> {
    for await (const { groups } of this.census(query, { ...fields, lists: [] })) yield groups;
  }

  async *census(query: Filtered, { by, each, lists }: CensusFields): AsyncIterable<AlertCensus> {
    const filter = filterOf(query.filter);
    const fields = [...new Set([...by, ...each, ...lists.flat()])];
    const columns = fields.map(columnOf).filter(column => column !== undefined);
    const asked = { by, each, lists };
    if (filter.kind !== 'sql' || columns.length < fields.length) {
      yield* censusOf(this.#search.values(query, fields), fields, asked);
      return;
    }
    const [byColumns, eachColumns] = [columnsOfFields(by), columnsOfFields(each)];
    const isOdd = [...(columns.length === 0 ? [] : [hasOdd(columns)]), ...eachColumns.map(isEmpty)];
    const odd = isOdd.length === 0 ? '0' : `(${isOdd.join(' OR ')})`;
    for (const slice of await this.#search.slices(query.signal)) {
      const plain = `${slice} AND ${filter.where} AND NOT ${odd}`;
      for (let tries = 1; ; tries++) {
        const groups = await this.#groupsOf(query, plain, byColumns, eachColumns);
        const counts =
          lists.length === 0 ? [] : await this.#countsOf(query, plain, lists.map(columnsOfFields));
        const isSame = counts.every(list => totalOf(list) === totalOf(groups));
        if (!isSame && tries < MOST_TRIES) continue;
        yield { groups, counts };
        break;
      }
      const where = `${slice} AND ${filter.where}`;
      yield* censusOf(this.#search.valuesOfOdd(query, where, odd, columns), fields, asked);
    }
  }

  async #groupsOf(
    { signal }: Filtered,
    where: string,
    by: Columns,
    each: Columns,
  ): Promise<readonly ValueGroup[]> {
    const selected = [...by.map(selectionOf), ...each.map(column => `groupArray(${firstOf(column)})`)];
    const grouping = by.length === 0 ? '' : `GROUP BY ${by.map((_, at) => at + 2).join(', ')}`;
    const [counts = [], ...cells] = await this.#statements.readColumns(
      `SELECT ${['count()', ...selected].join(', ')} FROM ${this.#statements.table('alert_rows')} FINAL
      WHERE ${where} ${grouping} HAVING count() > 0`,
      signal,
    );
    return counts.map((count, at) => ({
      count: Number(count),
      by: by.map((_, column) => cell(cells[column]?.[at])),
      // A list of what the alerts have.
      each: each.map((_, column) =>
        ((cells[by.length + column]?.[at] ?? []) as readonly Json[]).map(shownValue),
      ),
    }));
  }

  /** All lists in one pass: each row of the answer is of one of them, told by the columns that it is not grouped by. */
  async #countsOf(
    { signal }: Filtered,
    where: string,
    lists: readonly Columns[],
  ): Promise<readonly (readonly ValueCount[])[]> {
    const columns = [...new Set(lists.flat())];
    const names = columns.map((_, at) => `value_${at}`);
    const selected = columns.map((column, at) => `${selectionOf(column)} AS ${names[at]}`);
    // Lists of the same columns, in whatever order, are one.
    const sets = lists.map(list => columns.flatMap((column, at) => (list.includes(column) ? names[at] : [])));
    const grouping = new Set(sets.map(set => `(${set.join(', ')})`));
    const marks = names.map(name => `grouping(${name})`);
    const cells = await this.#statements.readColumns(
      `SELECT ${['count()', ...marks, ...names].join(', ')}
      FROM (SELECT ${selected.join(', ')} FROM ${this.#statements.table('alert_rows')} FINAL WHERE ${where})
      GROUP BY GROUPING SETS (${[...grouping].join(', ')})`,
      signal,
    );
    const [counts = []] = cells;
    return lists.map(list => {
      const positions = list.map(column => columns.indexOf(column));
      const isOfList = (row: number): boolean =>
        columns.every((column, at) => (cells[1 + at]?.[row] === 0) === list.includes(column));
      const found: ValueCount[] = [];
      for (let row = 0; row < counts.length; row++)
        if (isOfList(row))
          found.push({
            count: Number(counts[row]),
            by: positions.map(at => cell(cells[1 + columns.length + at]?.[row])),
          });
      return found;
    });
  }
}

function columnsOfFields(fields: readonly string[]): Columns {
  return fields.map(columnOf).filter(column => column !== undefined);
}

function totalOf(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** Of a column that is not empty. */
function firstOf({ name }: AlertColumn): string {
  return name === UUID.name ? name : `${name}[1]`;
}

function isEmpty({ name }: AlertColumn): string {
  return `empty(${name})`;
}

function shownValue(value: Json): Json {
  return typeof value === 'string' ? shownText(value) : value;
}
