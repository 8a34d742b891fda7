/** One event held against the rule: which conditions are true, false or have nothing to look at. */
import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ProblemNotice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import { explainRule, type HeldEvent, type RuleExplanation } from '../../server/preview.ts';
import classes from './editor.module.css';
import { type HeldCondition, heldConditions } from './held-conditions.ts';
import { pastedEvents } from './pasted-event.ts';
import { decidingKeys, type RuleDraft, triedRule } from './rule-draft.ts';

/** An event that was chosen elsewhere on the page. */
export interface PickedEvent {
  readonly id: string;
  /** Grows with each choice, so that the same one can be chosen again. */
  readonly times: number;
}

export function EventTrial({
  isOff,
  picked,
  rule,
}: {
  readonly rule: RuleDraft;
  readonly isOff: boolean;
  readonly picked: PickedEvent | undefined;
}): ReactNode {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<string>();
  const [found, setFound] = useState<RuleExplanation>();
  const [error, setError] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);
  const left = useRef(new AbortController());
  useEffect(() => () => left.current.abort(), []);
  const box = useRef<HTMLDetailsElement>(null);
  const pasted = pastedEvents(text);
  const questionOf = (about: string): string => JSON.stringify([about, decidingKeys(rule)]);
  const question = questionOf(text);
  const explain = async (about: string): Promise<void> => {
    const events = pastedEvents(about);
    if (events.kind === 'nothing' || events.kind === 'wrong' || isOff) return;
    left.current.abort();
    left.current = new AbortController();
    const { signal } = left.current;
    setAsking(true);
    setError(undefined);
    try {
      const { kind: _, ...over } = events;
      const answer = await explainRule(triedRule(rule), over, signal);
      setFound(answer);
      setAsked(questionOf(about));
    } catch (problem) {
      if (!signal.aborted) setError(problem);
    } finally {
      if (!signal.aborted) setAsking(false);
    }
  };
  const choose = useRef((_id: string): void => {});
  choose.current = id => {
    setText(id);
    if (box.current !== null) box.current.open = true;
    box.current?.querySelector('textarea')?.focus({ preventScroll: true });
    void explain(id).then(() => box.current?.scrollIntoView({ block: 'start' }));
  };
  useEffect(() => {
    if (picked !== undefined) choose.current(picked.id);
  }, [picked]);
  return (
    <details ref={box} className={classes['section']}>
      <summary>Explain an event: why it is found, or not</summary>
      <Textarea
        className={classes['code'] ?? ''}
        label="Event"
        description="the id of a stored event, or events as JSON: also such as are not stored"
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        value={text}
        error={pasted.kind === 'wrong' ? pasted.why : undefined}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void explain(text);
        }}
      />
      <Button
        mt={4}
        loading={isAsking}
        disabled={isOff || pasted.kind === 'nothing' || pasted.kind === 'wrong'}
        onClick={() => void explain(text)}
      >
        Explain
      </Button>
      {error === undefined ? null : <ProblemNotice error={error} />}
      {found === undefined ? null : (
        <div className={asked === question ? undefined : classes['stale']} role="status">
          {asked === question ? null : (
            <p className="dim">The rule or the event changed since: explain again.</p>
          )}
          <p>
            <strong>{found.fires ? 'It would alert.' : 'It would not alert.'}</strong>{' '}
            <Value value={found.verdict} />
          </p>
          {(found.missingEvents ?? []).map(id => (
            <p key={id}>
              <Value value={id} isCode /> is not stored: it never came, or has left the store.
            </p>
          ))}
          {(found.each ?? []).map(event => (
            <Held key={event.id} event={event} isOnly={found.each?.length === 1} />
          ))}
          {found.notes.map(note => (
            <p key={note} className="dim">
              <Value value={note} />
            </p>
          ))}
        </div>
      )}
    </details>
  );
}

function Held({ event, isOnly }: { readonly event: HeldEvent; readonly isOnly: boolean }): ReactNode {
  return (
    <section aria-label={`Event ${event.id}`}>
      {isOnly ? null : (
        <h3>
          Event <Value value={event.id} isCode />
        </h3>
      )}
      {event.steps.map(({ evaluation, isOfIndex, lacksKey, passes, role, step }) => (
        <div key={`${role} ${step}`} className={classes['miss']}>
          <strong>
            {role === 'until' ? 'until' : event.steps.length === 1 ? 'The filter' : `Step ${step}`}:{' '}
            {passes ? 'passes' : 'does not pass'}
          </strong>
          {isOfIndex ? null : ' · it is of an index that the rule does not read'}
          {lacksKey ? ' · it lacks a field that the steps are joined by' : null}
          <table className={classes['conditions']}>
            <thead>
              <tr>
                <th scope="col">is</th>
                <th scope="col">condition</th>
                <th scope="col">in the event</th>
              </tr>
            </thead>
            <tbody>
              {heldConditions(evaluation).map((condition, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place in the rule
                <Condition key={at} condition={condition} />
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}

function Condition({ condition }: { readonly condition: HeldCondition }): ReactNode {
  const { depth, fields, outcome, text } = condition;
  return (
    <tr data-outcome={outcome}>
      <td className={classes['outcome']}>
        {outcome === 'true' ? '✓ true' : outcome === 'false' ? '✗ false' : '∅ missing'}
      </td>
      <td style={{ paddingLeft: 6 + depth * 14 }}>
        <Value value={text} isCode />
      </td>
      <td>
        {fields.map(({ path, values }) => (
          <div key={path}>
            <Value value={path} isCode /> {values.length === 0 ? 'is not there' : null}
            {values.map((value, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one field may hold a value twice
              <span key={at}>
                {' '}
                <Value value={value} isCode />
              </span>
            ))}
          </div>
        ))}
      </td>
    </tr>
  );
}
