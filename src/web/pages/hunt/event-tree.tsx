/** The processes around the open event: first what it says itself, then what the store knows. */
import { type ReactNode, useMemo } from 'react';
import { useLocation } from 'wouter';
import { timeOf, valuesAt } from '../../parts/event-rows.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { ProcessTree } from '../../parts/process-tree.tsx';
import { mergedTree, treeOfEvents } from '../../parts/process-tree-rows.ts';
import { useProcessTree } from '../../server/alert.ts';
import type { FoundEvent } from '../../server/hunt.ts';

const NO_ALERTS: ReadonlySet<string> = new Set();

export function hasProcess({ _source }: FoundEvent): boolean {
  return ['process.entity_id', 'process.pid'].some(field => valuesAt(_source, field).length > 0);
}

export function EventTree({
  event,
  open,
}: {
  readonly event: FoundEvent;
  readonly open: (eventId: string) => void;
}): ReactNode {
  const [, goToPage] = useLocation();
  const { data, error, isFetching, refetch } = useProcessTree(event._id);
  const own = useMemo(() => treeOfEvents([event._source]), [event]);
  const nodes = useMemo(() => mergedTree(own, data), [own, data]);
  return (
    <section aria-label="process tree">
      <ProcessTree
        nodes={nodes}
        answer={data}
        atMs={timeOf(event)}
        ownAlerts={NO_ALERTS}
        onOpenAlert={uuid => goToPage(`/alerts/${encodeURIComponent(uuid)}`)}
        onOpenEvent={open}
      />
      {isFetching ? <p className="dim">From the event itself; asking the store for more.</p> : null}
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
    </section>
  );
}
