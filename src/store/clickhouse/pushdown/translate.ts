/**
 * From the plan's predicates to SQL. Columns decide tests of their fields but for the rows where they are ODD; of other
 * fields the text of the document tells which events cannot pass. Whatever SQL would decide by other rules than the
 * engine (letters beyond ASCII without case, regular expressions, computations) is left to the engine.
 */
import type { Predicate } from '../../../plan/predicate.ts';
import { simplify } from '../../../plan/simplify.ts';
import { columnBounds, columnOf } from './column-tests.ts';
import { allOf, anyOf, type Bounds, type Condition, exactly, notOf, UNKNOWN } from './condition.ts';
import { documentBounds } from './document-tests.ts';

/** ClickHouse reads queries up to 256 KiB unless it is told otherwise. */
const MOST_SQL = 100_000;

/** What every event passes that passes the predicate: true where that is every event, false where none does. */
export function translate(predicate: Predicate): Condition {
  const { upper } = boundsOf(simplify(predicate));
  return typeof upper !== 'boolean' && upper.sql.length > MOST_SQL ? true : upper;
}

function boundsOf(predicate: Predicate): Bounds {
  switch (predicate.kind) {
    case 'constant':
      return exactly(predicate.value);
    case 'all':
      return joined(predicate.terms, allOf);
    case 'any':
      return joined(predicate.terms, anyOf);
    case 'not': {
      const { upper, lower } = boundsOf(predicate.term);
      return { upper: notOf(lower), lower: notOf(upper) };
    }
    case 'script':
    case 'nested':
    case 'relative-range':
      return UNKNOWN;
    default: {
      const column = columnOf(predicate.field);
      return column === undefined ? documentBounds(predicate) : columnBounds(predicate, column);
    }
  }
}

function joined(terms: readonly Predicate[], join: (conditions: readonly Condition[]) => Condition): Bounds {
  const bounds = terms.map(boundsOf);
  return { upper: join(bounds.map(({ upper }) => upper)), lower: join(bounds.map(({ lower }) => lower)) };
}
