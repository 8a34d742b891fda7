import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, type RefObject, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useUrlState } from '../../frame/url-state.ts';
import { ExceptionForm } from '../../parts/exception-form.tsx';
import { FirstHint } from '../../parts/first-hints.tsx';
import { ValueActions } from '../../parts/value.tsx';
import { useActOnAlert } from '../../server/alert.ts';
import type { AlertAnswer, ExplanationAnswer } from '../../server/alert-answers.ts';
import { AlertActButtons, type AlertActs } from './alert-acts.tsx';
import { eventsOf, hunted, huntPath } from './alert-events.ts';
import { headOf, textsIn } from './alert-facts.ts';
import { AlertHeadBar } from './alert-head.tsx';
import { useAlertKeys } from './alert-keys.ts';
import classes from './alert-panel.module.css';
import type { AlertPanelProps } from './alert-panel.tsx';
import { ContextLine } from './context-line.tsx';
import { DestinationSection } from './destination-section.tsx';
import { FieldsSection, JsonSection, type ShownDocument } from './fields-section.tsx';
import { GuideSection } from './guide-section.tsx';
import { NotesSection } from './notes-section.tsx';
import { focusSection } from './panel-section.tsx';
import { RelatedSection } from './related-section.tsx';
import { RuleSection } from './rule-section.tsx';
import { TreeSection } from './tree-section.tsx';
import { useValueActions } from './value-actions.ts';
import { WhyItFired } from './why-it-fired.tsx';
import { AssignDialog, TagDialog } from './word-dialog.tsx';

type Overlay =
  | { readonly kind: 'assign' | 'tag' }
  | { readonly kind: 'except'; readonly preset?: FieldValue };
interface FieldValue {
  readonly field: string;
  readonly value: string;
}

const ALERT = 'alert';

/** All parts of an alert that has come, in their fixed order. */
export function AlertBody({
  alert,
  explanation,
  isPainted,
  panel,
  ...props
}: AlertPanelProps & {
  readonly alert: AlertAnswer;
  readonly explanation: UseQueryResult<ExplanationAnswer>;
  readonly panel: RefObject<HTMLElement | null>;
  readonly isPainted: boolean;
}): ReactNode {
  const { onStep, uuid } = props;
  const [, go] = useLocation();
  const act = useActOnAlert(uuid);
  const note = useRef<HTMLTextAreaElement>(null);
  const [params, setUrl] = useUrlState();
  // The list sends here with it whoever wants an exception at once.
  const [overlay, setOverlay] = useState<Overlay | undefined>(() =>
    params.get('tab') === 'exception' ? { kind: 'except' } : undefined,
  );
  const [document, setDocument] = useState(ALERT);
  const [isJsonOpen, setJsonOpen] = useState(false);
  const head = headOf(alert);
  const events = useMemo(() => eventsOf(alert, explanation.data), [alert, explanation.data]);
  const atMs = Date.parse(head.originalAt ?? head.at ?? '');
  const documents = useMemo(
    (): readonly ShownDocument[] => [
      { name: ALERT, document: alert.document },
      ...(events.length > 1
        ? events.map((event, at) => ({ name: `event ${at + 1}`, document: event.document }))
        : []),
    ],
    [alert, events],
  );
  const openEvent = (at: number): void => {
    setDocument(documents[at + 1]?.name ?? ALERT);
    focusSection(panel.current, 'fields');
  };
  const hunt = huntPath(hunted(events.map(event => event.document)), atMs);
  const acts: AlertActs = {
    acknowledge: () => void act({ status: 'acknowledged' }),
    reopen: () => void act({ status: 'open' }),
    close: verdict => {
      // The next one opens at once: the next key may be meant for it already.
      void act({ status: 'closed', verdict });
      onStep?.(1);
    },
    assign: () => setOverlay({ kind: 'assign' }),
    tag: () => setOverlay({ kind: 'tag' }),
    note: () => {
      focusSection(panel.current, 'notes');
      note.current?.focus();
    },
    except: () => setOverlay({ kind: 'except' }),
    huntPath: hunt,
  };
  const leaveField = (): void => panel.current?.focus({ preventScroll: true });
  const toggleJson = (): void => {
    setJsonOpen(!isJsonOpen);
    focusSection(panel.current, 'json');
  };
  const rulePath = `/rules/${encodeURIComponent(explanation.data?.rule.id ?? head.ruleUuid ?? '')}`;
  useAlertKeys({ ...props, acts, panel, leaveField, toggleJson, rulePath });
  const actions = useValueActions(atMs, (field, value) =>
    setOverlay({ kind: 'except', preset: { field, value: String(value) } }),
  );
  const close = (): void => {
    setOverlay(undefined);
    if (params.has('tab')) setUrl({ tab: undefined });
    leaveField();
  };
  return (
    <ValueActions value={actions}>
      <AlertHeadBar alert={alert} {...props}>
        <AlertActButtons acts={acts} status={head.status} />
      </AlertHeadBar>
      <FirstHint of="sentence" />
      <FirstHint of="exception" />
      <ContextLine alert={alert} isWanted={isPainted} />
      <FirstHint of="why" />
      <WhyItFired alert={alert} events={events} explanation={explanation} onOpenEvent={openEvent} />
      {isPainted ? (
        <>
          <div className={classes['columns']}>
            <TreeSection
              alert={alert}
              events={events}
              atMs={Number.isNaN(atMs) ? undefined : atMs}
              onOpenAlert={other => go(`/alerts/${encodeURIComponent(other)}`)}
              onOpenEvent={id => {
                const at = events.findIndex(event => event.id === id);
                if (at >= 0) openEvent(at);
                else go(huntPath([{ field: '_id', value: id }], undefined));
              }}
            />
            <DestinationSection alert={alert} events={events} />
          </div>
          <RelatedSection uuid={uuid} />
          <GuideSection alert={alert} atMs={Number.isNaN(atMs) ? Date.now() : atMs} />
          <RuleSection alert={alert} explanation={explanation.data} />
          <NotesSection alert={alert} input={note} leave={leaveField} />
          <FieldsSection documents={documents} selected={document} select={setDocument} />
          <JsonSection
            documents={documents}
            selected={document}
            select={setDocument}
            isOpen={isJsonOpen}
            open={toggleJson}
          />
        </>
      ) : null}
      {overlay?.kind === 'assign' ? (
        <AssignDialog
          assignees={head.assignees}
          assign={name => void act({ assign: [name] })}
          unassign={name => void act({ unassign: [name] })}
          close={close}
        />
      ) : null}
      {overlay?.kind === 'tag' ? (
        <TagDialog
          tags={head.tags}
          add={addTags => void act({ addTags })}
          remove={tag => void act({ removeTags: [tag] })}
          close={close}
        />
      ) : null}
      {overlay?.kind === 'except' ? (
        <ExceptionForm
          alertUuid={uuid}
          ruleId={
            explanation.data?.rule.state === 'removed'
              ? undefined
              : (explanation.data?.rule.id ?? head.ruleUuid)
          }
          ruleName={head.ruleName}
          documents={events.map(event => event.document)}
          preset={overlay.preset}
          hints={textsIn(alert.document, 'kibana.alert.rule.false_positives')}
          canClose={head.status !== 'closed'}
          closeAlert={() => acts.close('expected')}
          close={close}
        />
      ) : null}
    </ValueActions>
  );
}
