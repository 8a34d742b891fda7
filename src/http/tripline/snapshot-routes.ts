/** Lists of alerts that do not move: a snapshot is taken, and its rows are asked for by position. */
import type { FastifyInstance } from 'fastify';
import {
  type AlertSnapshot,
  type FacetName,
  type NewerAlerts,
  NewSnapshotBody,
  type SnapshotRows,
  SnapshotRowsQuery,
} from '../../api/alert-list.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { HttpParts } from '../parts.ts';
import { HttpProblem } from '../problems.ts';
import { listFilter, sinceTime } from './alert-list-filter.ts';
import { alertRows } from './alert-row.ts';
import { type AlertSnapshots, uuidsIn } from './alert-snapshots.ts';
import { AlertTally, rankOf, SEVERITIES, severityCounts } from './alert-tally.ts';
import { inTime, type Patience, patienceOf, Turnstile } from './asker.ts';

/** Rows that can be reached by their position. */
const MOST_UUIDS = 200_000;
const MOST_ROWS = 500;
const ROWS = 100;
/** A run writes its alerts with the time at which it began: so much later they may still come. */
const LATE_MS = 600_000;
const MOST_MS = 15_000;
const MOST_AT_ONCE = 6;

const FACETS: readonly FacetName[] = ['severity', 'status', 'ruleId', 'host', 'user', 'tactic', 'assignee'];

export function snapshotRoutes(
  server: FastifyInstance,
  parts: HttpParts,
  snapshots: AlertSnapshots,
  mostMs: number = MOST_MS,
): void {
  const { alerts, clock, newId } = parts;
  const turnstile = new Turnstile(MOST_AT_ONCE);

  server.post<{ Body: NewSnapshotBody }>(
    '/api/tripline/alerts/snapshots',
    { config: { access: 'read' }, schema: { body: NewSnapshotBody } },
    async ({ body }, reply) => {
      return turnstile.during(async () => {
        return await takeSnapshot(body, patienceOf(reply, mostMs));
      });
    },
  );

  server.get<{ Params: { id: string }; Querystring: SnapshotRowsQuery }>(
    '/api/tripline/alerts/snapshots/:id/rows',
    { config: { access: 'read' }, schema: { querystring: SnapshotRowsQuery } },
    async ({ params, query }): Promise<SnapshotRows> => {
      const uuids = uuidsIn(snapshots.get(params.id), query.group);
      const offset = Number(query.offset ?? 0);
      const size = Number(query.size ?? ROWS);
      if (size > MOST_ROWS)
        throw new HttpProblem('invalid', `\`size\` is ${size}: ask for at most ${MOST_ROWS} rows`);
      return { rows: await alertRows(parts, uuids.slice(offset, offset + size)) };
    },
  );

  server.get<{ Params: { id: string } }>(
    '/api/tripline/alerts/snapshots/:id/newer',
    { config: { access: 'read' } },
    async ({ params }, reply) => {
      const snapshot = snapshots.get(params.id);
      return turnstile.during(async (): Promise<NewerAlerts> => {
        const { asOfMs, body, latest } = snapshot;
        const { filter } = listFilter(body, clock());
        const late = sinceTime(asOfMs - LATE_MS);
        const counts = SEVERITIES.map(() => 0);
        const fields = ['kibana.alert.uuid', 'kibana.alert.severity'];
        await inTime(patienceOf(reply, mostMs), async signal => {
          const found = alerts.values({ filter: { kind: 'all', terms: [late, filter] }, signal }, fields);
          for await (const rows of found)
            for (const [uuid, severity] of rows) {
              if (latest.has(String(uuid))) continue;
              const rank = rankOf(severity);
              counts[rank] = (counts[rank] ?? 0) + 1;
            }
        });
        return { total: counts.reduce((sum, count) => sum + count, 0), severities: severityCounts(counts) };
      });
    },
  );

  async function takeSnapshot(body: NewSnapshotBody, patience: Patience): Promise<AlertSnapshot> {
    const asOfMs = clock();
    const { filter, window } = listFilter(body, asOfMs);
    const tally = new AlertTally(body.group);
    const isWhole = await inTime(patience, async signal => {
      for await (const census of alerts.census({ filter, signal }, tally.fields)) tally.take(census);
      return true;
    });
    const { groups, uuids } = tally.ordered(body.sort ?? 'severity', MOST_UUIDS);
    const id = newId();
    snapshots.add({ id, body, asOfMs, uuids, groups, latest: tally.since(asOfMs - LATE_MS) });
    const facets = FACETS.map(name => [name, tally.facet(name)] as const);
    const histogram = tally.buckets({
      fromMs: body.from === undefined ? undefined : window?.fromMs,
      toMs: body.to === undefined ? asOfMs : window?.toMs,
    });
    const grouped = body.group === undefined ? undefined : tally.groupRows();
    return {
      id,
      asOf: formatTimestamp(asOfMs),
      total: tally.total,
      rows: await alertRows(parts, uuids.slice(0, body.size ?? ROWS)),
      // Of every name of the list.
      facets: Object.fromEntries(
        facets.map(([name, { values }]) => [name, values]),
      ) as AlertSnapshot['facets'],
      more: Object.fromEntries(facets.map(([name, { more }]) => [name, more])) as AlertSnapshot['more'],
      histogram: {
        from: formatTimestamp(histogram.fromMs),
        to: formatTimestamp(histogram.toMs),
        stepMs: histogram.stepMs,
        buckets: histogram
          .buckets()
          .map(({ atMs, counts }) => ({ at: formatTimestamp(atMs), ...severityCounts(counts) })),
      },
      ...(grouped !== undefined && { groups: grouped.groups, moreGroups: grouped.more }),
      isPartial: isWhole === undefined || tally.isCut || uuids.length < tally.total,
    };
  }
}
