import { type ReactNode, useMemo } from 'react';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { ProcessTree } from '../../parts/process-tree.tsx';
import { mergedTree, treeOfEvents } from '../../parts/process-tree-rows.ts';
import { useProcessTree } from '../../server/alert.ts';
import type { AlertAnswer } from '../../server/alert-answers.ts';
import type { AlertEvent } from './alert-events.ts';
import { textIn } from './alert-facts.ts';
import { PanelSection } from './panel-section.tsx';

/** The processes around the alert: first what its own events say, then what the store knows. */
export function TreeSection({
  alert,
  atMs,
  events,
  onOpenAlert,
  onOpenEvent,
}: {
  readonly alert: AlertAnswer;
  readonly events: readonly AlertEvent[];
  readonly atMs: number | undefined;
  readonly onOpenAlert: (uuid: string) => void;
  readonly onOpenEvent: (eventId: string) => void;
}): ReactNode {
  const own = useMemo(() => treeOfEvents(events.map(({ document }) => document)), [events]);
  // The last event of a sequence is of the process that the alert is about.
  const asked = events.findLast(({ document, id }) => id !== undefined && hasProcess(document))?.id;
  const { data, error, isFetching, refetch } = useProcessTree(asked);
  const nodes = useMemo(() => mergedTree(own, data), [own, data]);
  const ownAlerts = useMemo(
    () =>
      new Set([
        alert.uuid,
        ...(alert.shell === null ? [] : [alert.shell]),
        ...alert.blocks.map(({ uuid }) => uuid),
      ]),
    [alert],
  );
  if (own.length === 0 && asked === undefined)
    return (
      <PanelSection name="tree" title="Process tree">
        <Notice title="No process">
          The events of this alert name no process: there is nothing to draw.
        </Notice>
      </PanelSection>
    );
  return (
    <PanelSection
      name="tree"
      title="Process tree"
      aside={
        isFetching
          ? 'from the alert’s own events; asking the store for more'
          : 'arrows move and fold, T: only ±15 min'
      }
    >
      <ProcessTree
        nodes={nodes}
        answer={data}
        atMs={atMs}
        ownAlerts={ownAlerts}
        onOpenAlert={onOpenAlert}
        onOpenEvent={onOpenEvent}
      />
      {data === undefined && error === null && own.length === 0 ? (
        <Loading height={80} label="processes" />
      ) : null}
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
    </PanelSection>
  );
}

function hasProcess(document: AlertEvent['document']): boolean {
  return textIn(document, 'process.entity_id') !== undefined || textIn(document, 'process.pid') !== undefined;
}
