/** Queries of before, and the rows as text for other programs. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type CopiedTable, csvText, tsvText } from '../../parts/copied-rows.ts';
import { copyText } from '../../parts/copy.ts';
import { columnHead, SUMMARY } from '../../parts/event-columns.ts';
import { type EventRow, valuesAt } from '../../parts/event-rows.ts';
import { eventSummary, summaryText } from '../../parts/event-summary.ts';
import { Time } from '../../parts/time.tsx';
import { Value } from '../../parts/value.tsx';
import classes from './hunt.module.css';
import type { HuntDraft } from './hunt-form.tsx';
import { type PastQuery, readHistory, withStar } from './query-history.ts';

const KEPT = 'tripline.hunt-queries';

export function keptQueries(): readonly PastQuery[] {
  return readHistory(localStorage.getItem(KEPT));
}

export function keepQueries(past: readonly PastQuery[]): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(past));
  } catch {
    // A browser that keeps nothing has no history.
  }
}

export function HistoryMenu({ choose }: { readonly choose: (query: HuntDraft) => void }): ReactNode {
  const [past, setPast] = useState<readonly PastQuery[]>([]);
  const sorted = [...past.filter(({ hasStar }) => hasStar), ...past.filter(({ hasStar }) => !hasStar)];
  const star = (one: PastQuery): void => {
    const after = withStar(keptQueries(), one);
    keepQueries(after);
    setPast(after);
  };
  return (
    <Menu
      position="bottom-end"
      withinPortal
      onOpen={() => setPast(keptQueries())}
      width={460}
      closeOnItemClick
    >
      <Menu.Target>
        <Button title="queries that were run in this browser">History ▾</Button>
      </Menu.Target>
      <Menu.Dropdown className={classes['menu'] ?? ''}>
        {sorted.length === 0 ? <Menu.Label>Queries that you run are kept here.</Menu.Label> : null}
        {sorted.map(one => (
          <div key={`${one.language} ${one.query}`} className={classes['past']}>
            <ActionIcon
              size={24}
              aria-label={one.hasStar ? 'take the star away' : 'keep with a star'}
              aria-pressed={one.hasStar}
              onClick={() => star(one)}
            >
              {one.hasStar ? '★' : '☆'}
            </ActionIcon>
            <Menu.Item onClick={() => choose(one)}>
              <span className="dim">{one.language.toUpperCase()}</span>{' '}
              <Value value={one.query.slice(0, 200)} isCode />{' '}
              <span className="dim">
                <Time at={one.atMs} />
              </span>
            </Menu.Item>
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function CopyMenu({
  columns,
  rows,
}: {
  readonly rows: readonly EventRow[];
  readonly columns: readonly string[];
}): ReactNode {
  const events = rows.flatMap(row => (row.kind === 'event' ? [row.event] : []));
  const table = (): CopiedTable => ({
    columns: columns.map(columnHead),
    rows: events.map(({ _source }) =>
      columns.map(field =>
        field === SUMMARY ? summaryText(eventSummary(_source)) : valuesAt(_source, field).join(', '),
      ),
    ),
  });
  const forms: readonly (readonly [label: string, text: () => string])[] = [
    ['As JSON, a line each', () => events.map(({ _source }) => JSON.stringify(_source)).join('\n')],
    ['As TSV, for sheets', () => tsvText(table())],
    ['As CSV', () => csvText(table())],
  ];
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button disabled={events.length === 0}>Copy ▾</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{events.length.toLocaleString('en')} events that are shown</Menu.Label>
        {forms.map(([label, text]) => (
          <Menu.Item key={label} onClick={() => void copyText(text())}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
