/** Filters from a value that one sees. */
import type { AlertRow } from '../../../api/alert-list.ts';
import { announce } from '../../frame/announcements.ts';
import type { SetUrl } from '../../frame/url-state.ts';
import { withClause } from '../../parts/kql-clause.ts';
import { type AlertQuestion, FILTERS, filterText } from './alert-question.ts';
import { type ColumnName, filterOf } from './columns.ts';

/** Only alerts like this one in that column, as a filter; or without them, in the query. */
export function filterBy(
  { query }: AlertQuestion,
  setUrl: SetUrl,
  column: ColumnName,
  row: AlertRow,
  isOut: boolean,
): void {
  const chosen = filterOf(column, row);
  const filter = FILTERS.find(({ name }) => name === chosen?.name);
  if (chosen === undefined || filter === undefined)
    announce('times are chosen in the histogram, or in the range above it');
  else if (!isOut) setUrl({ [filter.param]: filterText(chosen.name, [chosen.value]) }, { push: true });
  else if (chosen.value !== '')
    setUrl({ q: withClause(query, filter.field, chosen.value, true) }, { push: true });
  else {
    const some = `${filter.field}: *`;
    setUrl({ q: query === '' ? some : `(${query}) and ${some}` }, { push: true });
  }
}
