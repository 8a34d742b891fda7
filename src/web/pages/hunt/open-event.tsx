/** The event that is open: one of those that are shown, or any that is stored. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { EventDetails } from '../../parts/event-details.tsx';
import type { Scalar } from '../../parts/event-fields.ts';
import type { EventRow } from '../../parts/event-rows.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import type { QueryLanguage } from '../../parts/query-filter.ts';
import { useStoredEvent } from '../../server/hunt.ts';
import { isProblem } from '../../server/request.ts';
import { type EventPivotTarget, eventPivots } from './event-pivots.ts';
import { EventTree, hasProcess } from './event-tree.tsx';

export function OpenEvent({
  close,
  filter,
  goTo,
  id,
  language,
  open,
  rows,
  showsTree,
  toggleTree,
}: {
  readonly id: string;
  readonly rows: readonly EventRow[];
  readonly language: QueryLanguage;
  readonly close: () => void;
  readonly filter: (field: string, value: Scalar, isWanted: boolean) => void;
  readonly goTo: (target: EventPivotTarget) => void;
  readonly open: (eventId: string) => void;
  readonly showsTree: boolean;
  readonly toggleTree: () => void;
}): ReactNode {
  const shown = rows.find(row => row.kind === 'event' && row.event._id === id);
  const isShown = shown?.kind === 'event';
  const stored = useStoredEvent(isShown ? undefined : id);
  if (isProblem(stored.error, 404))
    return (
      <Notice title="This event is not stored" action={<Button onClick={close}>Close</Button>}>
        It never came, or has left the store.
      </Notice>
    );
  if (stored.error !== null)
    return <ProblemNotice error={stored.error} retry={() => void stored.refetch()} />;
  const event = isShown ? shown.event : stored.data;
  if (event === undefined) return <Loading height={300} label="the event" />;
  const pivots = eventPivots(event, language).map(target => ({
    label: target.label,
    title: target.query,
    go: () => goTo(target),
  }));
  return (
    <EventDetails key={id} event={event} close={close} filter={filter} pivots={pivots}>
      {hasProcess(event) ? (
        <div>
          <Button aria-expanded={showsTree} title="the processes around it (p)" onClick={toggleTree}>
            Process tree
          </Button>
          {showsTree ? <EventTree event={event} open={open} /> : null}
        </div>
      ) : null}
    </EventDetails>
  );
}
