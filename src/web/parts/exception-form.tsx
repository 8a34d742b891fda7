/**
 * "Don't alert on this again": an exception made of an alert's own steps, with what it would have removed counted at
 * every change, so that nobody hides what was bad without knowing.
 */
import { Button, Checkbox, Modal, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useMemo, useState } from 'react';
import type { JsonObject } from '../../event/json.ts';
import { announce } from '../frame/announcements.ts';
import { useKeys } from '../frame/keys.tsx';
import { undoLatest } from '../frame/undo.ts';
import { createExceptions, useExceptionFields, useExceptionTrial } from '../server/exception-trials.ts';
import { useReadOnlyReason } from '../server/me.ts';
import classes from './exception-form.module.css';
import { CandidateList } from './exception-form-candidates.tsx';
import { ExceptionCount } from './exception-form-count.tsx';
import { candidateSteps, type ExceptionChoice, exceptionItem, hindrance } from './exception-form-items.ts';
import { ProblemNotice } from './notice.tsx';
import { Value } from './value.tsx';

const COUNT_AFTER_MS = 200;
const EXPIRIES = [
  { value: '7', label: 'in 7 days' },
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never' },
];
const DAY_MS = 86_400_000;

interface Chosen extends ExceptionChoice {
  readonly step: number;
}

export function ExceptionForm({
  alertUuid,
  canClose,
  close,
  closeAlert,
  documents,
  hints,
  preset,
  ruleId,
  ruleName,
}: {
  readonly alertUuid: string;
  /** Of the stored rule; undefined: it is there no more. */
  readonly ruleId: string | undefined;
  readonly ruleName: string;
  /** The events of the alert, in the order of the steps. */
  readonly documents: readonly JsonObject[];
  /** A field to begin with. */
  readonly preset: { readonly field: string; readonly value: string } | undefined;
  /** What the rule itself says of false positives. */
  readonly hints: readonly string[];
  readonly canClose: boolean;
  readonly closeAlert: () => void;
  readonly close: () => void;
}): ReactNode {
  const readOnly = useReadOnlyReason('author');
  const ranked = useExceptionFields(alertUuid);
  const steps = useMemo(() => candidateSteps(documents, ranked.data), [documents, ranked.data]);
  const [chosen, setChosen] = useState<readonly Chosen[]>(() => presetChoice(documents, preset));
  const [dropsSequence, setDropsSequence] = useState(true);
  const [expiry, setExpiry] = useState('30');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [closes, setCloses] = useState(true);
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  const options = { choices: chosen, documents, dropsSequence: dropsSequence || documents.length < 2 };
  const asked = useMemo(
    () => exceptionItem({ choices: chosen, documents, dropsSequence, reason: '', expires: undefined }),
    [chosen, documents, dropsSequence],
  );
  const [counted] = useDebouncedValue(asked, COUNT_AFTER_MS);
  const trial = useExceptionTrial(ruleId, counted);
  const isCounting = asked !== undefined && trial.error === null && (asked !== counted || trial.isFetching);
  const hindered = hindrance({
    ...{ item: asked, reason, typed, isCounting },
    refusals: asked === undefined ? [] : (trial.data?.refusals ?? []),
    malicious: asked === undefined ? 0 : (trial.data?.judged.malicious ?? 0),
  });
  const why = readOnly ?? (ruleId === undefined ? 'The rule is there no more.' : hindered);

  const save = async (): Promise<void> => {
    const expires =
      expiry === 'never' ? undefined : new Date(Date.now() + Number(expiry) * DAY_MS).toISOString();
    const item = exceptionItem({ ...options, reason: reason.trim(), expires });
    if (why !== undefined || item === undefined || ruleId === undefined || isSaving) return;
    setSaving(true);
    setFailure(undefined);
    try {
      await createExceptions(ruleId, [item]);
      announce('the exception holds from now on', () => void undoLatest());
      if (closes && canClose) closeAlert();
      close();
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  useKeys('Exception', [
    { keys: 'Escape', does: 'close the form', run: close, whileTyping: true },
    { keys: 'Mod-Enter', does: 'save the exception', run: () => void save(), whileTyping: true },
  ]);
  const stepOfChoice = chosen[0]?.step;
  return (
    <Modal
      opened
      onClose={close}
      size={960}
      closeOnEscape={false}
      title={
        <>
          Don't alert on this again: <Value value={ruleName} />
        </>
      }
    >
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault();
          // A stray Enter in a field never hides what was bad.
          if ((trial.data?.judged.malicious ?? 0) === 0) void save();
        }}
      >
        <div className={classes['steps']}>
          {steps.map(({ candidates, index }) => (
            <CandidateList
              key={index}
              title={steps.length > 1 ? `Step ${index + 1}` : 'The event'}
              candidates={candidates}
              isFirst={index === 0}
              isOff={stepOfChoice !== undefined && stepOfChoice !== index}
              choices={chosen.filter(one => one.step === index)}
              change={(field, choice) =>
                setChosen(before => [
                  ...before.filter(one => one.step !== index || one.field !== field),
                  ...(choice === undefined ? [] : [{ ...choice, step: index }]),
                ])
              }
            />
          ))}
        </div>
        {documents.length > 1 ? (
          <Radio.Group
            label="Takes away"
            value={dropsSequence ? 'sequence' : 'event'}
            onChange={value => setDropsSequence(value === 'sequence')}
          >
            <Radio value="sequence" label="the whole sequence in which one event is so" />
            <Radio
              value="event"
              label="that event alone, before sequences are looked for, as Elastic does: another one may complete the sequence"
            />
          </Radio.Group>
        ) : null}
        <div className={classes['line']}>
          <span>Scope: this rule</span>
          <Select
            label="Expires"
            data={EXPIRIES}
            value={expiry}
            allowDeselect={false}
            onChange={value => setExpiry(value ?? '30')}
          />
          <Textarea
            label="Reason (required)"
            className={classes['reason']}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={10_000}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
        </div>
        {hints.length === 0 ? null : (
          <details>
            <summary>What the rule says of false positives ({hints.length})</summary>
            <ul>
              {hints.map(hint => (
                <li key={hint}>
                  <Value value={hint.trim()} />
                </li>
              ))}
            </ul>
          </details>
        )}
        <div className={classes['end']}>
          <ExceptionCount
            trial={asked === undefined ? undefined : trial.data}
            isCounting={isCounting}
            choices={chosen}
          />
          {trial.error === null || asked === undefined ? null : (
            <ProblemNotice error={trial.error} retry={() => void trial.refetch()} />
          )}
          {asked !== undefined && (trial.data?.judged.malicious ?? 0) > 0 ? (
            <TextInput
              label={`Type ${trial.data?.judged.malicious} to save it nevertheless`}
              value={typed}
              onChange={event => setTyped(event.currentTarget.value)}
            />
          ) : null}
          {failure === undefined ? null : <ProblemNotice error={failure} />}
          <div className={classes['line']}>
            {canClose ? (
              <Checkbox
                label="close this alert as expected here"
                checked={closes}
                onChange={event => setCloses(event.currentTarget.checked)}
              />
            ) : null}
            <span className={classes['gap']} role="status">
              {why}
            </span>
            <Button
              onClick={() => void save()}
              disabled={why !== undefined || isSaving}
              title={why}
              variant="filled"
            >
              Save (Mod-Enter)
            </Button>
          </div>
        </div>
      </form>
    </Modal>
  );
}

function presetChoice(
  documents: readonly JsonObject[],
  preset: { readonly field: string; readonly value: string } | undefined,
): readonly Chosen[] {
  if (preset === undefined) return [];
  const found = candidateSteps(documents, undefined).find(({ candidates }) =>
    candidates.some(({ field, value }) => field === preset.field && value === preset.value),
  );
  return found === undefined ? [] : [{ ...preset, operator: 'is', step: found.index }];
}
