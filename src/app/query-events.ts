/** `tripline query`: one EQL query over files, in the response shape of Elasticsearch's EQL search. */
import type { SourceEvent } from '../alerts/alert-document.ts';
import type { JsonObject } from '../event/json.ts';
import type { EventInput } from '../ingest/read-events.ts';
import { type QueryPlan, withSize } from '../plan/query.ts';
import type { FoundMatch } from './finishing.ts';
import { type ReplayCounts, type ReplayObserver, type ReplayOptions, replay } from './replay.ts';

export interface QueryOptions extends ReplayOptions {
  /** At most this many results; all by default. */
  readonly size?: number;
  /**
   * Which ones, where there are more: the first or the most recent. Either way they come in ascending order.
   * A query with pipes says so itself (its first one does), and of samples the first are taken.
   */
  readonly position: 'head' | 'tail';
}

export interface QueryHit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: JsonObject;
  /** Holds the place of an event that the query wanted to be missing; all else is empty then. */
  readonly missing?: true;
}

/** An event of an event query, or the events of a sequence or sample. */
export type QueryResult =
  | QueryHit
  | { readonly join_keys: readonly unknown[]; readonly events: readonly QueryHit[] };

export interface QueryAnswer {
  readonly counts: ReplayCounts;
  /** Results told, and all there were; of a query with pipes, all that the pipes let through. */
  readonly told: number;
  readonly total: number;
}

/** Results are told in ascending order: events by their ordinal, sequences by that of their last event. */
export async function queryEvents(
  inputs: AsyncIterable<EventInput> | Iterable<EventInput>,
  query: QueryPlan,
  options: QueryOptions,
  onResult: (result: QueryResult) => void | Promise<void>,
  onProblem: ReplayObserver['onProblem'],
): Promise<QueryAnswer> {
  const { plan, size, position } = placeSize(query, options);
  /** The most recent results, the oldest at `total % size`. */
  const latest: QueryResult[] = [];
  let total = 0;
  let told = 0;
  const counts = await replay(inputs, [{ plan }], options, {
    onProblem,
    async onMatch(match) {
      const at = total++;
      if (position === 'tail' && Number.isFinite(size)) {
        if (size > 0) latest[at % size] = resultOf(match);
      } else if (at < size) {
        told++;
        await onResult(resultOf(match));
      }
    },
  });
  const oldest = total > latest.length ? total % latest.length : 0;
  for (const result of [...latest.slice(oldest), ...latest.slice(0, oldest)]) {
    told++;
    await onResult(result);
  }
  return { counts, told, total };
}

/** Where `size` takes effect: in a query with pipes before them, else outside of the plan, so that all are counted. */
function placeSize(
  plan: QueryPlan,
  { size = Number.POSITIVE_INFINITY, position }: QueryOptions,
): { readonly plan: QueryPlan; readonly size: number; readonly position: 'head' | 'tail' } {
  if ((plan.limits ?? []).length === 0)
    return { plan, size, position: plan.kind === 'sample' ? 'head' : position };
  const limited = Number.isFinite(size) ? withSize(plan, { size, position }) : plan;
  return { plan: limited, size: Number.POSITIVE_INFINITY, position };
}

function resultOf(match: FoundMatch): QueryResult {
  const events = match.events.map(hitOf);
  const [only] = events;
  if (match.joinKeys === undefined && only !== undefined) return only;
  return { join_keys: match.joinKeys ?? [], events };
}

function hitOf(event: SourceEvent | undefined): QueryHit {
  if (event === undefined) return { _index: '', _id: '', _source: {}, missing: true };
  return { _index: event.index ?? '', _id: event.id, _source: event.document };
}
