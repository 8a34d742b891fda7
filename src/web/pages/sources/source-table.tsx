import { Fragment, type ReactNode, useRef } from 'react';
import type { ArrivingSource, Sources } from '../../../api/sources.ts';
import { useKeys } from '../../frame/keys.tsx';
import { useUrlState } from '../../frame/url-state.ts';
import { bytesText, countText, rateText } from '../../parts/amount-text.ts';
import { Icon } from '../../parts/icon.tsx';
import table from '../../parts/table.module.css';
import { Time } from '../../parts/time.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import { SourceDetails } from './source-details.tsx';
import { inOrderOfConcern, nameInUrl } from './source-order.ts';
import classes from './sources.module.css';

const HOUR_MS = 3_600_000;

export function SourceTable({
  data,
  isOld,
  since,
}: {
  readonly data: Sources;
  readonly since: string;
  /** Of another time than is asked for. */
  readonly isOld: boolean;
}): ReactNode {
  const [params, setUrl] = useUrlState();
  const open = params.get('open');
  const grid = useRef<HTMLTableElement>(null);
  const toggle = (name: string): void => setUrl({ open: name === open ? undefined : name });
  const rowButtons = (): readonly HTMLButtonElement[] => [
    ...(grid.current?.querySelectorAll<HTMLButtonElement>('button[data-row]') ?? []),
  ];
  const close = (): void => {
    rowButtons()
      .find(({ dataset }) => dataset['row'] === open)
      ?.focus();
    setUrl({ open: undefined });
  };
  const step = (by: 1 | -1): void => {
    const rows = rowButtons();
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by]?.focus();
  };
  useKeys('Sources', [
    { keys: 'j', does: 'next source', run: () => step(1) },
    { keys: 'k', does: 'previous source', run: () => step(-1) },
    {
      keys: 'o',
      does: 'open or close the source',
      run: () => {
        const name = (document.activeElement as HTMLElement | null)?.dataset['row'];
        if (name !== undefined) toggle(name);
      },
    },
    { keys: 'Escape', does: 'close the source', run: close },
  ]);
  const shown = inOrderOfConcern(data.sources);
  return (
    <>
      <div className={table['scroll']}>
        <table ref={grid} className={table['table']} data-old={isOld}>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Last event</th>
              <th scope="col" className={table['end']}>
                Rate
              </th>
              <th scope="col" className={table['end']}>
                Lag <span className="dim">median, most</span>
              </th>
              <th scope="col" className={table['end']}>
                Events
              </th>
              <th scope="col" className={table['end']}>
                Rules
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(source => {
              const name = nameInUrl(source.index);
              return (
                <Fragment key={name}>
                  <SourceRow source={source} isOpen={name === open} toggle={() => toggle(name)} />
                  {name === open ? (
                    <tr>
                      <td colSpan={6} className={classes['details']}>
                        <SourceDetails source={source} since={since} />
                      </td>
                    </tr>
                  ) : null}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {data.total > shown.length ? (
        <p className="dim">{countText(data.total - shown.length)} smaller sources are not shown.</p>
      ) : null}
    </>
  );
}

function SourceRow({
  isOpen,
  source,
  toggle,
}: {
  readonly source: ArrivingSource;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}): ReactNode {
  const { events, first, index, isSilent, last } = source;
  const wasAlive = Date.parse(last) - Date.parse(first);
  const heardMs = Math.min(HOUR_MS, wasAlive + source.silentMs);
  return (
    <tr data-silent={isSilent}>
      <th scope="row">
        <button
          type="button"
          data-row={nameInUrl(index)}
          className={classes['name']}
          aria-expanded={isOpen}
          onClick={toggle}
        >
          <Icon name={isOpen ? 'down' : 'next'} size={14} />
          {index === null ? <em>index not known</em> : <Value value={index} isCode />}
        </button>
      </th>
      <td data-label="Last event">
        {isSilent ? (
          <>
            <strong className={classes['alarm']}>▲ silent {durationText(source.silentMs)}</strong>
            <div className="dim">
              sent {rateText(events, wasAlive)} until <Time at={last} />
            </div>
          </>
        ) : (
          <>
            <span aria-hidden="true">●</span> {durationText(source.silentMs)} ago
          </>
        )}
      </td>
      <td data-label="Rate" className={table['end']}>
        {rateText(source.lastHourEvents, heardMs)}
      </td>
      <td data-label="Lag" className={table['end']}>
        {durationText(source.medianLatenessMs)}, {durationText(source.mostLatenessMs)}
      </td>
      <td data-label="Events" className={table['end']}>
        {countText(events)} <span className="dim">{bytesText(source.bytes)}</span>
      </td>
      <td data-label="Rules" className={table['end']}>
        {source.rulesStarved > 0 ? (
          <strong className={classes['alarm']}>{countText(source.rulesStarved)} starved</strong>
        ) : (
          `${countText(source.rulesFed)} fed`
        )}
      </td>
    </tr>
  );
}
