/** Where to look what else happened around an alert. */
import type { AlertRow } from '../../../api/alert-list.ts';
import { huntPathOf } from '../../parts/hunt-path.ts';
import { withClause } from '../../parts/kql-clause.ts';

/** Hunt, over a quarter of an hour before and after, on the alert's host, or on its user where it has no host. */
export function huntAround({ at, host, originalAt, user }: AlertRow): string {
  const atMs = Date.parse(originalAt ?? at);
  const query =
    host !== undefined
      ? withClause('', 'host.name', host, false)
      : user !== undefined
        ? withClause('', 'user.name', user, false)
        : '';
  return huntPathOf(query, atMs);
}
