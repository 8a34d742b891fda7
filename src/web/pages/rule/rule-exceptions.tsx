/** Of which events the rule alerts nobody, until when, and what takes that back. */
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { ReasonedButton } from '../../parts/reasoned-button.tsx';
import { Time } from '../../parts/time.tsx';
import { isoText } from '../../parts/time-text.ts';
import type { Acting } from '../../parts/use-acting.ts';
import { Value } from '../../parts/value.tsx';
import {
  deleteException,
  type ExceptionItem,
  setExpiry,
  useExceptionsOfRule,
} from '../../server/rule-exceptions.ts';
import type { NamedList } from '../../server/rules.ts';
import { entriesInWords } from './exception-text.ts';
import classes from './rule.module.css';

interface Editing {
  readonly why: string | undefined;
  readonly remove: (item: ExceptionItem) => void;
  readonly setEnd: (item: ExceptionItem, end: string | undefined) => void;
}

export function RuleExceptions({
  acting,
  id,
  lists,
  readOnly,
}: {
  readonly id: string;
  readonly lists: readonly NamedList[] | undefined;
  readonly readOnly: string | undefined;
  readonly acting: Acting;
}): ReactNode {
  const { data, error, refetch } = useExceptionsOfRule(id, lists);
  const queries = useQueryClient();
  const act = (what: string, run: () => Promise<void>): void =>
    acting.run(what, async () => {
      await run();
      await queries.invalidateQueries({ queryKey: ['rule', id, 'exceptions'] });
    });
  if (error !== null) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading height={120} label="its exceptions" />;
  if (data.total === 0)
    return (
      <p className="dim">
        None. Exceptions are made from an alert, by <kbd>e</kbd>: the form says what each field alone would
        hide.
      </p>
    );
  const shared = new Set(
    (lists ?? []).flatMap(({ list_id: list, type }) => (type === 'rule_default' ? [] : [list])),
  );
  const editing: Editing = {
    why: readOnly,
    remove: item => act('deleting', () => deleteException(item)),
    setEnd: (item, end) => act('changing', () => setExpiry(item, end)),
  };
  return (
    <>
      <p className="dim">Nobody is alerted of an event for which all conditions of one of these hold.</p>
      <ul className={classes['exceptions']}>
        {data.data.map(item => (
          <li key={item.id}>
            <Exception item={item} isShared={shared.has(item.list_id)} editing={editing} />
          </li>
        ))}
      </ul>
      {data.total > data.data.length ? (
        <p className="dim">{data.total - data.data.length} more are not shown here.</p>
      ) : null}
    </>
  );
}

function Exception({
  editing,
  isShared,
  item,
}: {
  readonly item: ExceptionItem;
  readonly isShared: boolean;
  readonly editing: Editing;
}): ReactNode {
  const isOver = item.expire_time !== undefined && Date.parse(item.expire_time) < Date.now();
  return (
    <>
      <h3>
        <Value value={item.name} />
        {isShared ? <span className={classes['chip']}>shared with other rules</span> : null}
        {isOver ? <span className={classes['chip']}>expired: holds no more</span> : null}
      </h3>
      {item.description === '' || item.description === item.name ? null : (
        <p>
          <Value value={item.description} />
        </p>
      )}
      <ul className={classes['entries']}>
        {entriesInWords(item.entries).map(({ field, relation, values }) => (
          <li key={`${field} ${relation} ${values.join(' ')}`}>
            <Value value={field} isCode /> {relation}{' '}
            {values.map((value, at) => (
              <span key={value}>
                {at === 0 ? '' : ', '}
                <Value value={value} isCode />
              </span>
            ))}
          </li>
        ))}
      </ul>
      {item.tripline?.warnings?.map(warning => (
        <p key={warning}>
          <strong>
            ▲ <Value value={warning} />
          </strong>
        </p>
      ))}
      {item.comments?.map(({ comment, created_by: who }) => (
        <p key={comment}>
          “<Value value={comment} />”{who === undefined ? null : <span className="dim"> {who}</span>}
        </p>
      ))}
      <p className="dim">
        since <Time at={item.created_at} /> by <Value value={item.created_by} />
      </p>
      <Ends item={item} editing={editing} />
    </>
  );
}

function Ends({ editing, item }: { readonly item: ExceptionItem; readonly editing: Editing }): ReactNode {
  const [isChanging, setChanging] = useState(false);
  const { why } = editing;
  if (isChanging)
    return (
      <EndForm
        close={() => setChanging(false)}
        keep={end => {
          editing.setEnd(item, end);
          setChanging(false);
        }}
      />
    );
  return (
    <div className={classes['acts']}>
      {item.expire_time === undefined ? (
        <span>holds for ever</span>
      ) : (
        <span>
          until <Time at={item.expire_time} />
        </span>
      )}
      <ReasonedButton size="compact-xs" why={why} onClick={() => setChanging(true)}>
        Change until when
      </ReasonedButton>
      <ReasonedButton size="compact-xs" why={why} onClick={() => editing.remove(item)}>
        Delete
      </ReasonedButton>
    </div>
  );
}

const DAY_MS = 86_400_000;

function EndForm({
  close,
  keep,
}: {
  readonly close: () => void;
  /** @param end ISO 8601; undefined: for ever */
  readonly keep: (end: string | undefined) => void;
}): ReactNode {
  const [text, setText] = useState(() => isoText(Date.now() + 90 * DAY_MS).slice(0, 10));
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const ms = text.trim() === '' ? undefined : Date.parse(text);
    if (ms !== undefined && (Number.isNaN(ms) || ms < Date.now()))
      setProblem('a day to come, such as 2027-01-31, or nothing for ever');
    else keep(ms === undefined ? undefined : isoText(ms));
  };
  return (
    <form className={classes['acts']} onSubmit={submit}>
      <TextInput
        ref={field}
        label="Holds until (UTC; nothing: for ever)"
        value={text}
        error={problem}
        onChange={event => setText(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') close();
        }}
      />
      <Button type="submit">Keep</Button>
      <Button onClick={close}>Leave as it is</Button>
    </form>
  );
}
