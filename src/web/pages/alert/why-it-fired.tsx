import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { ProblemNotice } from '../../parts/notice.tsx';
import { SequenceTimeline } from '../../parts/sequence-timeline.tsx';
import { timelineRows } from '../../parts/sequence-timeline-steps.ts';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import type { AlertAnswer, ExplanationAnswer } from '../../server/alert-answers.ts';
import { basePath } from '../../server/base-path.ts';
import { type AlertEvent, hunted, huntPath, joinKeysOf, networksInQuery } from './alert-events.ts';
import { PanelSection } from './panel-section.tsx';

/** The steps of the rule with the events that passed them; painted from the alert, completed by its explanation. */
export function WhyItFired({
  alert,
  events,
  explanation: { data: explanation, error, refetch },
  onOpenEvent,
}: {
  readonly alert: AlertAnswer;
  readonly events: readonly AlertEvent[];
  readonly explanation: UseQueryResult<ExplanationAnswer>;
  /** @param at position among the events */
  readonly onOpenEvent: (at: number) => void;
}): ReactNode {
  const rows = useMemo(() => timelineRows(events, explanation), [events, explanation]);
  const joinKeys = useMemo(() => joinKeysOf(alert, explanation), [alert, explanation]);
  return (
    <PanelSection
      name="why"
      title="Why it fired"
      aside={summaryOf(
        rows.length,
        joinKeys.map(({ field }) => field),
        explanation,
      )}
    >
      <SequenceTimeline
        rows={rows}
        joinKeys={joinKeys}
        allowedMs={explanation?.matches?.[0]?.allowedMs}
        huntHref={({ atMs, document }) => `${basePath}/app${huntPath(hunted([document]), atMs)}`}
        onOpenEvent={({ document }) => onOpenEvent(events.findIndex(event => event.document === document))}
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
