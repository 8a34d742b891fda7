/**
 * From the plan's predicates to SQL. Columns decide tests of their fields but for the rows where they are ODD; of other
 * fields the text of the document tells which events cannot pass. Whatever SQL would decide by other rules than the
 * engine (letters beyond ASCII without case, regular expressions, computations) is left to the engine.
 */
import type { Predicate } from '../../../plan/predicate.ts';
import { simplify } from '../../../plan/simplify.ts';
import { columnBounds, columnOf } from './column-tests.ts';
import { boundsOf, type Condition } from './condition.ts';
import { documentBounds } from './document-tests.ts';

/** ClickHouse reads queries up to 256 KiB unless it is told otherwise. */
const MOST_SQL = 100_000;

/** What every event passes that passes the predicate: true where that is every event, false where none does. */
export function translate(predicate: Predicate): Condition {
  const { upper } = boundsOf(simplify(predicate), test => {
    const column = columnOf(test.field);
    return column === undefined ? documentBounds(test) : columnBounds(test, column);
  });
  return typeof upper !== 'boolean' && upper.sql.length > MOST_SQL ? true : upper;
}
