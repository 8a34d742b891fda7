import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { JsonObject } from '../../../event/json.ts';
import { Prose } from '../../parts/guide-prose.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Severity } from '../../parts/severity.tsx';
import { Time } from '../../parts/time.tsx';
import { agoText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import { VERDICTS } from '../../server/acts.ts';
import type { AlertAnswer } from '../../server/alert-answers.ts';
import { eventDocuments, headOf, sentenceTokens } from './alert-facts.ts';
import classes from './alert-panel.module.css';
import type { AlertPanelProps } from './alert-panel.tsx';

/** Verdicts as Elastic stores them; what another client wrote stays as it is. */
const REASONS: { readonly [reason: string]: string } = {
  true_positive: VERDICTS.malicious,
  benign_positive: VERDICTS.expected,
  false_positive: VERDICTS['rule-wrong'],
  duplicate: VERDICTS.duplicate,
  other: VERDICTS.unknown,
};

/** The way on and back, severity and rule, and the sentence; what is below scrolls under it. */
export function AlertHeadBar({
  alert,
  children,
  isPage = false,
  onClose,
  onStep,
  position,
}: Omit<AlertPanelProps, 'uuid'> & {
  readonly alert: AlertAnswer;
  /** What can be done. */
  readonly children?: ReactNode;
}): ReactNode {
  const [, go] = useLocation();
  const head = headOf(alert);
  const atMs = head.at === undefined ? Number.NaN : Date.parse(head.at);
  return (
    <>
      <div className={classes['bar']}>
        {position === undefined ? null : (
          <span className="num">
            {position.at.toLocaleString('en')} of {position.of.toLocaleString('en')}
          </span>
        )}
        {onStep === undefined ? null : (
          <>
            <BarButton label="previous alert ([)" icon="previous" run={() => onStep(-1)} />
            <BarButton label="next alert (])" icon="next" run={() => onStep(1)} />
          </>
        )}
        <span className={classes['gap']} />
        {isPage ? null : (
          <BarButton
            label="on a page of its own (Shift+O)"
            icon="page"
            run={() => go(`/alerts/${encodeURIComponent(alert.uuid)}`)}
          />
        )}
        <BarButton label={isPage ? 'back to the list (Esc)' : 'close (Esc)'} icon="close" run={onClose} />
      </div>
      <div className={classes['head']}>
        <h2 className={classes['title']}>
          <Severity name={head.severity} />
          {head.riskScore === undefined ? null : <span className="dim num">{head.riskScore}</span>}
          <strong>
            <Value value={head.ruleName} />
          </strong>
          <span className={classes['state']}>
            {head.status}
            {head.reason === undefined ? null : (
              <>
                {' '}
                as <Value value={REASONS[head.reason] ?? head.reason} />
              </>
            )}
            {' · '}
            {head.assignees.length === 0 ? 'unassigned' : <Value value={head.assignees.join(', ')} />}
            {head.tags.length === 0 ? null : (
              <>
                {' · '}
                <Value value={head.tags.join(', ')} />
              </>
            )}
            {Number.isNaN(atMs) ? null : (
              <>
                {' · '}
                <Time at={atMs} />
                {Date.now() - atMs < 3_600_000 ? `, ${agoText(atMs, Date.now())}` : null}
              </>
            )}
          </span>
        </h2>
        <p className={classes['sentence']}>
          <Sentence text={head.sentence} documents={eventDocuments(alert)} />
        </p>
        {children}
      </div>
    </>
  );
}

function Sentence({
  documents,
  text,
}: {
  readonly text: string;
  readonly documents: readonly JsonObject[];
}): ReactNode {
  return sentenceTokens(text, documents).map(({ at, field, text: said, value }) =>
    field === undefined ? (
      <Prose key={at} text={said} />
    ) : (
      <strong key={at}>
        <Value field={field} value={typeof value === 'bigint' ? String(value) : value} />
      </strong>
    ),
  );
}

function BarButton({
  icon,
  label,
  run,
}: {
  readonly icon: 'previous' | 'next' | 'page' | 'close';
  readonly label: string;
  readonly run: () => void;
}): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={run}>
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
