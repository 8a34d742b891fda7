/** Lists of values that exceptions look into. */
import { Button, FileButton, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { announce } from '../../frame/announcements.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { Loading, Notice, ProblemNotice } from '../../parts/notice.tsx';
import table from '../../parts/table.module.css';
import { useReadOnlyReason } from '../../server/me.ts';
import { importValues, useValueLists, VALUE_TYPES } from '../../server/value-lists.ts';
import classes from './settings.module.css';
import { ValueListRow } from './value-list-row.tsx';

export default function ValueListsTab(): ReactNode {
  const lists = useValueLists();
  return (
    <>
      <ImportForm />
      {lists.error !== null ? (
        <ProblemNotice error={lists.error} retry={() => void lists.refetch()} />
      ) : lists.data === undefined ? (
        <Loading height={200} label="value lists" />
      ) : lists.data.data.length === 0 ? (
        <Notice title="There are no value lists">
          Import a file with a value on each line: addresses of scanners, names of administrators. An
          exception can then say that a field is in the list.
        </Notice>
      ) : (
        <div className={table['scroll']}>
          <table className={table['table']}>
            <thead>
              <tr>
                <th scope="col">List</th>
                <th scope="col">Type</th>
                <th scope="col">Values</th>
                <th scope="col">Changed</th>
                <th scope="col">
                  <span className="unseen">Export, add and delete</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lists.data.data.map(list => (
                <ValueListRow key={list.id} list={list} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {lists.data !== undefined && lists.data.total > lists.data.data.length ? (
        <p className="dim">{countText(lists.data.total - lists.data.data.length)} more are not shown.</p>
      ) : null}
    </>
  );
}

function ImportForm(): ReactNode {
  const readOnly = useReadOnlyReason('author');
  const queries = useQueryClient();
  const [listId, setListId] = useState('');
  const [type, setType] = useState<string>('keyword');
  const importing = useMutation({
    mutationFn: (file: File) =>
      importValues(file, file.name, { listId: listId.trim() === '' ? file.name : listId.trim(), type }),
    onSuccess: ({ name, tripline }) => {
      announce(`${counted(tripline.lines_added, 'value')} added to ${name}`);
      setListId('');
      void queries.invalidateQueries({ queryKey: ['value-lists'] });
    },
  });
  const done = importing.data?.tripline;
  return (
    <section aria-labelledby="import">
      <h2 id="import">Import a list</h2>
      <div className={classes['form']}>
        <TextInput
          label="Id of the list"
          placeholder="the name of the file"
          value={listId}
          maxLength={200}
          onChange={event => setListId(event.currentTarget.value)}
        />
        <NativeSelect
          label="Type"
          size="xs"
          data={[...VALUE_TYPES]}
          value={type}
          onChange={event => setType(event.currentTarget.value)}
        />
        <FileButton onChange={file => file !== null && importing.mutate(file)}>
          {props => (
            <Button
              {...props}
              variant="filled"
              loading={importing.isPending}
              disabled={readOnly !== undefined}
              title={readOnly ?? 'text with a value on each line'}
            >
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      {importing.error === null ? null : <ProblemNotice error={importing.error} />}
      {done !== undefined && done.lines_refused > 0 ? (
        <Notice title={`${counted(done.lines_refused, 'line')} refused`}>
          {done.refused.map(line => (
            <div key={line}>{line}</div>
          ))}
        </Notice>
      ) : null}
    </section>
  );
}
