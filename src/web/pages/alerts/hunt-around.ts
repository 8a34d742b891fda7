/** Where to look what else happened around an alert. */
import type { AlertRow } from '../../../api/alert-list.ts';
import { withClause } from '../../parts/kql-clause.ts';

const AROUND_MS = 15 * 60_000;

/** Hunt, over a quarter of an hour before and after, on the alert's host, or on its user where it has no host. */
export function huntAround({ at, host, originalAt, user }: AlertRow): string {
  const atMs = Date.parse(originalAt ?? at);
  const query =
    host !== undefined
      ? withClause('', 'host.name', host, false)
      : user !== undefined
        ? withClause('', 'user.name', user, false)
        : '';
  const params = new URLSearchParams({
    lang: 'kql',
    q: query,
    from: new Date(atMs - AROUND_MS).toISOString(),
    to: new Date(atMs + AROUND_MS).toISOString(),
  });
  return `/hunt?${params}`;
}
