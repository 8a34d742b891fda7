import { Button, FileButton, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { announce } from '../../frame/announcements.ts';
import { noteUndo, undoLatest } from '../../frame/undo.ts';
import { counted, countText } from '../../parts/amount-text.ts';
import { focusBeside } from '../../parts/focus-beside.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { saveFile } from '../../parts/save-file.ts';
import table from '../../parts/table.module.css';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import { useReadOnlyReason } from '../../server/me.ts';
import {
  createValueList,
  exportValues,
  importValues,
  removeValueList,
  useListValues,
  type ValueList,
} from '../../server/value-lists.ts';
import classes from './settings.module.css';

const SHOWN = 50;

export function ValueListRow({ list }: { readonly list: ValueList }): ReactNode {
  const readOnly = useReadOnlyReason('author');
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const values = useListValues(list.id, wanted, isOpen ? SHOWN : 1);
  const refresh = (): void => void queries.invalidateQueries({ queryKey: ['value-lists'] });
  const adding = useMutation({
    mutationFn: (file: File) => importValues(file, file.name, { listId: list.id, type: list.type }),
    onSuccess: ({ tripline }) => {
      announce(
        `${counted(tripline.lines_added, 'value')} added, ${countText(tripline.lines_known)} there already, ${countText(tripline.lines_refused)} refused`,
      );
      refresh();
    },
  });
  const exporting = useMutation({
    mutationFn: () => exportValues(list.id),
    onSuccess: text => saveFile(`${list.id}.txt`, text),
  });
  const removing = useMutation({
    mutationFn: async () => {
      const before = await exportValues(list.id);
      await removeValueList(list.id);
      return before;
    },
    onSuccess: before => {
      const what = `the list ${list.name} is deleted`;
      noteUndo(what, async () => {
        await createValueList(list);
        if (before !== '')
          await importValues(new Blob([before]), 'values.txt', { listId: list.id, type: list.type });
        refresh();
      });
      announce(what, () => void undoLatest());
      // Not its values: of a list that is gone they cannot be asked any more.
      void queries.invalidateQueries({ queryKey: ['value-lists'], exact: true });
    },
  });
  const failed = adding.error ?? exporting.error ?? removing.error ?? values.error;
  return (
    <>
      <tr>
        <th scope="row">
          <Value value={list.name} />
          {list.id === list.name ? null : (
            <div className="dim">
              <Value value={list.id} isCode />
            </div>
          )}
        </th>
        <td data-label="Type">
          <code>{list.type}</code>
        </td>
        <td>
          <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {values.data === undefined ? 'Show' : counted(values.data.total, 'value')}
          </Button>
        </td>
        <td data-label="Changed">
          <Time at={list.updated_at} />
        </td>
        <td className={table['end']}>
          <Button.Group>
            <Button loading={exporting.isPending} onClick={() => exporting.mutate()}>
              Export
            </Button>
            <FileButton onChange={file => file !== null && adding.mutate(file)}>
              {props => (
                <Button
                  {...props}
                  loading={adding.isPending}
                  disabled={readOnly !== undefined}
                  title={readOnly ?? 'text with a value on each line'}
                >
                  Add a file
                </Button>
              )}
            </FileButton>
            <Button
              loading={removing.isPending}
              disabled={readOnly !== undefined}
              title={readOnly ?? 'z brings it back'}
              onClick={event => {
                focusBeside(event.currentTarget);
                removing.mutate();
              }}
            >
              Delete
            </Button>
          </Button.Group>
        </td>
      </tr>
      {isOpen || failed !== null ? (
        <tr>
          <td colSpan={5}>
            {failed === null ? null : <ProblemNotice error={failed} />}
            {isOpen ? (
              <>
                <TextInput
                  aria-label={`find a value of ${list.name}`}
                  placeholder="find a value"
                  value={wanted}
                  onChange={event => setWanted(event.currentTarget.value)}
                />
                <ul className={classes['links']}>
                  {values.data?.data.map(({ id, value }) => (
                    <li key={id}>
                      <Value value={value} isCode />
                    </li>
                  ))}
                </ul>
                {values.data !== undefined && values.data.total > values.data.data.length ? (
                  <p className="dim">
                    {countText(values.data.total - values.data.data.length)} more: find them by a part of
                    them, or export the list.
                  </p>
                ) : null}
              </>
            ) : null}
          </td>
        </tr>
      ) : null}
    </>
  );
}
