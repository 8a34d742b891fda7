/** The list with its keys, and the alert that is open beside it. */
import { useElementSize } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { AlertActChange } from '../../../api/acts.ts';
import type { AlertRow } from '../../../api/alert-list.ts';
import { announce } from '../../frame/announcements.ts';
import { useKeys } from '../../frame/keys.tsx';
import type { SetUrl } from '../../frame/url-state.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { addNote } from '../../server/alert.ts';
import { useMe, useReadOnlyReason } from '../../server/me.ts';
import { AlertPanel } from '../alert/alert-panel.tsx';
import { AssignDialog, NoteDialog, TagDialog } from './act-dialogs.tsx';
import { useAlertChoice } from './alert-choice.ts';
import { filterBy } from './alert-filter.ts';
import { useAlertFocus } from './alert-focus.ts';
import { AlertGrid } from './alert-grid.tsx';
import { alertKeys } from './alert-keys.ts';
import { alertsText } from './alert-line.tsx';
import type { AlertList } from './alert-list.ts';
import { type AlertQuestion, GROUPINGS, nextGrouping } from './alert-question.ts';
import classes from './alerts-page.module.css';
import { BulkBar } from './bulk-bar.tsx';
import type { GridLine } from './grid-lines.ts';
import { huntAround } from './hunt-around.ts';
import { KeyFooter } from './key-footer.tsx';
import { isEmpty } from './selection.ts';

/** Narrower, lines are cards. */
const NARROW_LIST = 720;

type Dialog = 'assign' | 'tag' | 'note';

export function AlertsBody({
  list,
  open,
  question,
  setUrl,
}: {
  readonly list: AlertList;
  /** Uuid of the alert in the panel. */
  readonly open: string | undefined;
  readonly question: AlertQuestion;
  readonly setUrl: SetUrl;
}): ReactNode {
  const [, go] = useLocation();
  const readOnlyReason = useReadOnlyReason('triage');
  const grid = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const { ref: box, width } = useElementSize();
  const [dialog, setDialog] = useState<Dialog>();
  const [isMounted, setMounted] = useState(false);
  const focus = useAlertFocus({ list, open, setUrl, grid, panel });
  const choice = useAlertChoice(list, focus);
  const { line, row } = focus;
  const { index } = focus.focus;
  const { lines, snapshot } = list;

  // The panel's keys lie above those of the list, as it comes after it.
  useEffect(() => setMounted(true), []);
  useEffect(() => grid.current?.focus({ preventScroll: true }), []);

  const act = (change: AlertActChange): void => {
    const hindrance =
      readOnlyReason ?? (choice.reaches.length === 0 ? 'there is no alert here to change' : undefined);
    if (hindrance !== undefined) {
      announce(hindrance);
      return;
    }
    for (const reach of choice.reaches) void list.act(reach, change);
    const isSelected = !isEmpty(choice.selection);
    choice.clear();
    if (isSelected || change.status !== 'closed' || index + 1 >= lines.count) return;
    if (open !== undefined && line?.kind === 'alert') focus.step(1);
    else focus.move(1);
  };
  const ask = (what: Dialog): void => {
    if (readOnlyReason !== undefined) announce(readOnlyReason);
    else if (choice.reaches.length === 0 || (what === 'note' && row === undefined))
      announce('there is no alert here to change');
    else setDialog(what);
  };
  const withRow = (does: (row: AlertRow) => void): void => {
    if (row === undefined) announce('this is no alert: unfold the group');
    else does(row.row);
  };
  const clear = (): void => {
    choice.clear();
    grid.current?.focus();
  };
  useKeys(
    'Alerts',
    alertKeys({
      ...{ act, ask, move: focus.move, extend: choice.extend },
      choose: () => choice.choose(index, false),
      open: () => focus.openAt(index, true),
      exception: () =>
        withRow(({ uuid }) => setUrl({ open: uuid, tab: 'exception' }, { push: open === undefined })),
      rule: () => withRow(({ rule }) => go(`/rules/${encodeURIComponent(rule.id)}`)),
      hunt: () => withRow(one => go(huntAround(one))),
      group: () => setUrl({ group: nextGrouping(question.group) }, { push: true }),
      filter: isOut => withRow(one => filterBy(question, setUrl, focus.focus.column ?? 'what', one, isOut)),
      leave: () => (open === undefined ? clear() : focus.close()),
    }),
  );

  return (
    <div className={classes['body']} data-open={open !== undefined}>
      <div ref={box} className={classes['list']}>
        {isEmpty(choice.selection) ? null : (
          <BulkBar
            {...{ clear, readOnlyReason, count: choice.count, isAll: choice.selection.isAll }}
            total={snapshot?.total ?? 0}
            selectAll={choice.chooseAll}
            acts={[
              { label: 'Acknowledge', keys: 'a', run: () => act({ status: 'acknowledged' }) },
              {
                label: 'Close: expected',
                keys: 'c 2',
                run: () => act({ status: 'closed', verdict: 'expected' }),
              },
              { label: 'Assign', keys: 'i', run: () => ask('assign') },
              { label: 'Tag', keys: 't', run: () => ask('tag') },
            ]}
          />
        )}
        {list.rowsError === undefined ? null : (
          <ProblemNotice error={list.rowsError} retry={list.readAgain} />
        )}
        <AlertGrid
          {...{ list, selection: choice.selection, focus: focus.focus, gridRef: grid, openUuid: open }}
          isNarrow={width > 0 && width < NARROW_LIST}
          noneInGroup={`no ${GROUPINGS.find(([group]) => group === question.group)?.[1] ?? 'group'}`}
          onFocus={focus.focusOn}
          onOpen={at => focus.openAt(at, true)}
          onPeek={at => focus.openAt(at, false)}
          onChoose={choice.choose}
          onFilter={(column, one, isOut) => filterBy(question, setUrl, column, one, isOut)}
        />
        {(snapshot?.moreGroups ?? 0) > 0 ? (
          <p className={classes['partial']}>
            {snapshot?.moreGroups?.toLocaleString('en')} more groups are not listed: a filter brings them up.
          </p>
        ) : null}
        <KeyFooter place={placeText(line, index, list)} />
      </div>
      {open === undefined || !isMounted ? null : (
        <div ref={panel} className={classes['panel']}>
          <AlertPanel
            uuid={open}
            {...(line?.kind === 'alert' && row?.row.uuid === open
              ? { position: { at: line.offset + 1, of: line.group?.count ?? lines.count } }
              : {})}
            onClose={focus.close}
            onStep={focus.step}
          />
        </div>
      )}
      <Dialogs
        {...{ act, dialog, list }}
        close={() => setDialog(undefined)}
        row={row?.row}
        target={alertsText(choice.count)}
      />
    </div>
  );
}

/** `2 of 41`, `7 of 2,703 in the group`, `37 groups of 99,999 alerts`. */
function placeText(line: GridLine | undefined, index: number, { lines, snapshot }: AlertList): string {
  if (line === undefined) return 'no alerts';
  const at = (number: number, total: number): string =>
    `${(number + 1).toLocaleString('en')} of ${total.toLocaleString('en')}`;
  if (line.kind === 'group')
    return `${snapshot?.groups?.length.toLocaleString('en') ?? ''} groups of ${alertsText(snapshot?.total ?? 0)}`;
  return line.group === undefined
    ? at(index, lines.count)
    : `${at(line.offset, line.group.count)} in the group`;
}

function Dialogs({
  act,
  close,
  dialog,
  list,
  row,
  target,
}: {
  readonly dialog: Dialog | undefined;
  readonly list: AlertList;
  readonly row: AlertRow | undefined;
  readonly target: string;
  readonly act: (change: AlertActChange) => void;
  readonly close: () => void;
}): ReactNode {
  const queries = useQueryClient();
  const { data: me } = useMe();
  if (dialog === 'assign') {
    const known = list.snapshot?.facets.assignee.map(({ value }) => value) ?? [];
    return <AssignDialog {...{ act, close, known, target }} me={me?.name ?? ''} />;
  }
  if (dialog === 'tag') return <TagDialog {...{ act, close, target }} tags={row?.tags ?? []} />;
  if (dialog !== 'note' || row === undefined) return null;
  const save = async (text: string): Promise<string | undefined> => {
    try {
      await addNote(queries, row.uuid, text);
      announce('note written');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  return <NoteDialog {...{ close, save }} target="1 alert" />;
}
