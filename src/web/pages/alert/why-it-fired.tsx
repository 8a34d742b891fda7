import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SequenceTimeline } from '../../parts/sequence-timeline.tsx';
import { type TimelineEvent, timelineRows } from '../../parts/sequence-timeline-steps.ts';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import type { AlertAnswer, ExplanationAnswer } from '../../server/alert-answers.ts';
import { basePath } from '../../server/base-path.ts';
import { eventsOf, huntHref, joinKeysOf, networksInQuery } from './alert-events.ts';
import { textIn } from './alert-facts.ts';
import { PanelSection } from './panel-section.tsx';

/** The steps of the rule with the events that passed them; painted from the alert, completed by its explanation. */
export function WhyItFired({
  alert,
  explanation: { data: explanation, error, refetch },
  onOpenEvent,
}: {
  readonly alert: AlertAnswer;
  readonly explanation: UseQueryResult<ExplanationAnswer>;
  readonly onOpenEvent?: (row: TimelineEvent) => void;
}): ReactNode {
  const rows = useMemo(() => timelineRows(eventsOf(alert, explanation), explanation), [alert, explanation]);
  const joinKeys = useMemo(() => joinKeysOf(alert, explanation), [alert, explanation]);
  const allowedMs = explanation?.matches?.[0]?.allowedMs;
  return (
    <PanelSection
      name="why"
      title="Why it fired"
      aside={
        <>
          {summaryOf(
            rows.length,
            joinKeys.map(({ field }) => field),
            explanation,
          )}
        </>
      }
    >
      <SequenceTimeline
        rows={rows}
        joinKeys={joinKeys}
        allowedMs={allowedMs}
        huntHref={row => huntHref(basePath, huntedBy(row), row.atMs)}
        onOpenEvent={row => onOpenEvent?.(row)}
        listOf={({ field, operator }) =>
          operator === 'cidrMatch' && field !== undefined ? networksInQuery(alert.document, field) : []
        }
      />
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {explanation?.notes.map(note => (
        <p key={note} className="dim">
          <Value value={note} />
        </p>
      ))}
    </PanelSection>
  );
}

function huntedBy({
  document,
}: TimelineEvent): readonly { readonly field: string; readonly value: string }[] {
  for (const field of ['process.entity_id', 'host.id', 'host.name', 'user.name', 'source.ip']) {
    const value = textIn(document, field);
    if (value !== undefined) return [{ field, value }];
  }
  return [];
}

function summaryOf(
  rows: number,
  joinedBy: readonly string[],
  explanation: ExplanationAnswer | undefined,
): string {
  const match = explanation?.matches?.[0];
  const said = [
    rows > 1 ? `${rows} of ${rows} steps` : 'one event',
    joinedBy.length === 0 ? undefined : `same ${joinedBy.join(' + ')}`,
    match?.tookMs === undefined
      ? undefined
      : `${durationText(match.tookMs)}${match.allowedMs === undefined ? '' : ` of ${durationText(match.allowedMs)}`}`,
  ];
  return said.filter(text => text !== undefined).join(' · ');
}
