import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { announce } from '../../frame/announcements.ts';
import { noteUndo, undoLatest } from '../../frame/undo.ts';
import { counted } from '../../parts/amount-text.ts';
import { focusBeside } from '../../parts/focus-beside.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { saveFile } from '../../parts/save-file.ts';
import table from '../../parts/table.module.css';
import { Time } from '../../parts/time.tsx';
import { agoText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import {
  type ExceptionItem,
  type ExceptionList,
  exportList,
  importLists,
  removeList,
} from '../../server/exception-lists.ts';
import { type EntryWords, entryWords } from './entry-words.ts';
import classes from './settings.module.css';

/** One list and those of its items that are to be shown. */
export function ExceptionListSection({
  isFiltered,
  items,
  list,
  readOnly,
  refresh,
  removeItem,
}: {
  readonly list: ExceptionList;
  readonly items: readonly ExceptionItem[];
  /** Not all of its items are to be shown. */
  readonly isFiltered: boolean;
  readonly readOnly: string | undefined;
  readonly removeItem: (item: ExceptionItem) => void;
  readonly refresh: () => void;
}): ReactNode {
  const exporting = useMutation({
    mutationFn: () => exportList(list),
    onSuccess: text => saveFile(`${list.list_id}.ndjson`, text),
  });
  const removing = useMutation({
    mutationFn: async () => {
      const before = await exportList(list);
      await removeList(list);
      return before;
    },
    onSuccess: before => {
      const what = `the list ${list.name} is deleted`;
      noteUndo(what, async () => {
        await importLists(new Blob([before]), 'list.ndjson');
        refresh();
      });
      announce(what, () => void undoLatest());
      refresh();
    },
  });
  if (isFiltered && items.length === 0) return null;
  const failed = exporting.error ?? removing.error;
  return (
    <section className={classes['group']}>
      <div className={classes['bar']}>
        <h2>
          <Value value={list.name} />
        </h2>
        <span className="dim">
          {list.type === 'rule_default' ? 'of one rule' : 'shared'} ·{' '}
          {isFiltered ? `${counted(items.length, 'exception')} found` : counted(items.length, 'exception')}
        </span>
        <Button loading={exporting.isPending} onClick={() => exporting.mutate()}>
          Export
        </Button>
        <Button
          loading={removing.isPending}
          disabled={readOnly !== undefined}
          title={readOnly ?? 'Its exceptions go with it; z brings them back.'}
          onClick={event => {
            focusBeside(event.currentTarget);
            removing.mutate();
          }}
        >
          Delete the list
        </Button>
      </div>
      {failed === null ? null : <ProblemNotice error={failed} />}
      {items.length === 0 ? (
        <p className="dim">It has no exceptions.</p>
      ) : (
        <div className={table['scroll']}>
          <table className={table['table']}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Holds of an event whose</th>
                <th scope="col">Ends</th>
                <th scope="col">Made</th>
                <th scope="col">
                  <span className="unseen">Delete</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(item => (
                <Item key={item.id} item={item} readOnly={readOnly} remove={() => removeItem(item)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Item({
  item,
  readOnly,
  remove,
}: {
  readonly item: ExceptionItem;
  readonly readOnly: string | undefined;
  readonly remove: () => void;
}): ReactNode {
  return (
    <tr>
      <th scope="row">
        <Value value={item.name} />
        {item.description === '' ? null : (
          <div className="dim">
            <Value value={item.description} />
          </div>
        )}
        {item.tripline?.warnings?.map(warning => (
          <div key={warning}>
            ▲ <Value value={warning} />
          </div>
        ))}
      </th>
      <td>
        {item.entries.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
          <Entry key={at} words={entryWords(entry)} isFirst={at === 0} />
        ))}
      </td>
      <td data-label="Ends">
        <Expiry at={item.expire_time} />
      </td>
      <td data-label="Made">
        <Time at={item.created_at} />
        <div className="dim">
          by <Value value={item.created_by} />
        </div>
      </td>
      <td className={table['end']}>
        <Button
          disabled={readOnly !== undefined}
          title={readOnly}
          aria-label={`Delete ${item.name}`}
          onClick={event => {
            focusBeside(event.currentTarget);
            remove();
          }}
        >
          Delete
        </Button>
      </td>
    </tr>
  );
}

function Expiry({ at }: { readonly at: string | undefined }): ReactNode {
  if (at === undefined) return 'never';
  const ms = Date.parse(at);
  const isOver = ms < Date.now();
  return (
    <>
      {isOver ? <strong>expired </strong> : null}
      <Time at={at} />
      <div className="dim">{agoText(ms, Date.now())}</div>
    </>
  );
}

function Entry({ isFirst, words }: { readonly words: EntryWords; readonly isFirst: boolean }): ReactNode {
  const { field, inner, more, says, values } = words;
  return (
    <span className={classes['entry']}>
      {isFirst ? '' : 'and '}
      <Value value={field} isCode /> {says}{' '}
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a value may stand there twice
        <Fragment key={at}>
          {at === 0 ? '' : ', '}
          <Value value={value} isCode />
        </Fragment>
      ))}
      {more > 0 ? ` and ${more} more` : ''}
      {inner.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
        <Entry key={at} words={one} isFirst={at === 0} />
      ))}
    </span>
  );
}
