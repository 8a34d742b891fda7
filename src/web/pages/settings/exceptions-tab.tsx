/** What nobody is to be alerted about: lists and their items, with when they end and why one is not applied. */
import { Button, FileButton, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { announce } from '../../frame/announcements.ts';
import { noteUndo, undoLatest } from '../../frame/undo.ts';
import { useUrlState } from '../../frame/url-state.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import { useChanges } from '../../server/changes.ts';
import {
  type ExceptionItem,
  type ExceptionList,
  importLists,
  removeItem,
  restoreItem,
  useExceptionItems,
  useExceptionLists,
} from '../../server/exception-lists.ts';
import { useReadOnlyReason } from '../../server/me.ts';
import { ExceptionListSection } from './exception-list-section.tsx';
import classes from './settings.module.css';

export default function ExceptionsTab(): ReactNode {
  const readOnly = useReadOnlyReason('author');
  const queries = useQueryClient();
  const [params, setUrl] = useUrlState();
  const wanted = params.get('find') ?? '';
  const lists = useExceptionLists();
  const items = useExceptionItems(lists.data?.data);
  const refresh = (): void => {
    void queries.invalidateQueries({ queryKey: ['exception-lists'] });
    void queries.invalidateQueries({ queryKey: ['exception-items'] });
  };
  useChanges(kind => {
    if (kind === 'exceptions' || kind === 'missed') refresh();
  });
  const removing = useMutation({
    mutationFn: removeItem,
    onSuccess: (_, item) => {
      const what = `the exception ${item.name} is deleted`;
      noteUndo(what, async () => {
        await restoreItem(item);
        refresh();
      });
      announce(what, () => void undoLatest());
      refresh();
    },
  });
  const importing = useMutation({
    mutationFn: (file: File) => importLists(file, file.name),
    onSuccess: done => {
      const count = done.success_count_exception_list_items;
      announce(
        `${counted(count, 'exception')} imported${done.errors.length > 0 ? `, ${done.errors.length} refused` : ''}`,
      );
      refresh();
    },
  });
  const failed = lists.error ?? items.error;
  if (failed !== null)
    return (
      <ProblemNotice
        error={failed}
        retry={() => {
          void lists.refetch();
          void items.refetch();
        }}
      />
    );
  if (lists.data === undefined || items.isLoading) return <Loading height={300} label="exceptions" />;
  const all = items.data?.data ?? [];
  const shown = all.filter(item => isFound(item, wanted));
  const expired = all.filter(({ expire_time: at }) => at !== undefined && Date.parse(at) < Date.now()).length;
  return (
    <>
      <div className={classes['bar']}>
        <TextInput
          aria-label="find an exception"
          placeholder="find by name, field or value"
          w={240}
          value={wanted}
          onChange={event => setUrl({ find: event.currentTarget.value })}
        />
        <FileButton accept=".ndjson,.json" onChange={file => file !== null && importing.mutate(file)}>
          {props => (
            <Button
              {...props}
              loading={importing.isPending}
              disabled={readOnly !== undefined}
              title={readOnly ?? 'lines of JSON, as Elastic exports them; what has the same id is replaced'}
            >
              Import a file
            </Button>
          )}
        </FileButton>
        <span className="dim">
          {counted(all.length, 'exception')} in {counted(lists.data.total, 'list')}
          {expired > 0 ? `, ${countText(expired)} expired` : ''}
        </span>
      </div>
      {removing.error === null ? null : <ProblemNotice error={removing.error} />}
      {importing.error === null ? null : <ProblemNotice error={importing.error} />}
      <Refused messages={importing.data?.errors.map(({ error }) => error.message) ?? []} />
      {lists.data.data.length === 0 ? (
        <Notice title="There are no exceptions">
          One is made from an alert: open it and press <kbd>e</kbd>.
        </Notice>
      ) : null}
      {lists.data.data.map(list => (
        <ExceptionListSection
          key={list.id}
          list={list}
          items={shown.filter(item => isIn(item, list))}
          isFiltered={wanted !== ''}
          readOnly={readOnly}
          removeItem={item => removing.mutate(item)}
          refresh={refresh}
        />
      ))}
      {items.data !== undefined && items.data.total > all.length ? (
        <p className="dim">{countText(items.data.total - all.length)} older ones are not shown.</p>
      ) : null}
    </>
  );
}

function isIn(item: ExceptionItem, list: ExceptionList): boolean {
  return item.list_id === list.list_id && item.namespace_type === list.namespace_type;
}

function isFound({ description, entries, name }: ExceptionItem, wanted: string): boolean {
  const text = JSON.stringify([name, description, entries]).toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}

function Refused({ messages }: { readonly messages: readonly string[] }): ReactNode {
  if (messages.length === 0) return null;
  return (
    <Notice title={`${counted(messages.length, 'line')} of the file refused`}>
      {messages.slice(0, 10).map(message => (
        <div key={message}>{message}</div>
      ))}
    </Notice>
  );
}
