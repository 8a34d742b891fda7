// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed one by one, which tables do not let
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its rows
/** One rule in the list. */
import { memo, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { RuleOverviewRow, RuleReadiness } from '../../../api/rules-overview.ts';
import { briefAgoText } from '../../parts/brief-ago.ts';
import { Icon } from '../../parts/icon.tsx';
import { plainText } from '../../parts/plain-text.ts';
import { Severity } from '../../parts/severity.tsx';
import { Spark } from '../../parts/spark.tsx';
import { durationText } from '../../parts/time-text.ts';
import { Value } from '../../parts/value.tsx';
import { typeText } from './rule-filter.ts';
import classes from './rules.module.css';
import { rowId } from './rules-grid.tsx';

export const RuleRow: React.NamedExoticComponent<RuleRowProps> = memo(Row);

interface RuleRowProps {
  readonly rule: RuleOverviewRow;
  /** Among all rows, from 1, the header being the first. */
  readonly rowIndex: number;
  readonly top: number;
  readonly height: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly nowMs: number;
  readonly readOnly: string | undefined;
  readonly onActive: (id: string) => void;
  readonly onOpen: (rule: RuleOverviewRow) => void;
  readonly onSelect: (id: string, isRange: boolean) => void;
  readonly onSwitch: (rule: RuleOverviewRow) => void;
}

function Row({
  height,
  isActive,
  isSelected,
  nowMs,
  onActive,
  onOpen,
  onSelect,
  onSwitch,
  readOnly,
  rowIndex,
  rule,
  top,
}: RuleRowProps): ReactNode {
  const name = plainText(rule.name);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    <div
      id={rowId(rule.id)}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      data-active={isActive}
      data-off={!rule.isEnabled}
      className={classes['row']}
      style={{ top, height }}
      onClick={() => onActive(rule.id)}
      onDoubleClick={() => onOpen(rule)}
    >
      <Cell column="select">
        <label>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`select ${name}`}
            checked={isSelected}
            onClick={event => onSelect(rule.id, event.shiftKey)}
            onChange={() => {}}
          />
        </label>
      </Cell>
      <Cell column="switch">
        <button
          type="button"
          role="switch"
          tabIndex={-1}
          aria-checked={rule.isEnabled}
          aria-label={`${name} is on`}
          title={readOnly ?? (rule.isEnabled ? 'on: switch off' : 'off: switch on')}
          disabled={readOnly !== undefined}
          className={classes['switch']}
          onClick={() => onSwitch(rule)}
        />
      </Cell>
      <Cell column="name">
        <Link href={`/rules/${rule.id}`} tabIndex={-1} className={classes['name'] ?? ''}>
          <Value value={rule.name} />
        </Link>
        <Readiness readiness={rule.readiness} />
        {rule.file === undefined ? null : (
          <span className={classes['file']} title={`read only, from ${plainText(rule.file, 400)}`}>
            <span className={classes['fileIcon']}>
              <Icon name="file" size={14} />
            </span>
            <span className="unseen">from a file</span>
            <span className={classes['fileName']}>
              <Value value={rule.file.split(/[/\\]/).at(-1)} isCode />
            </span>
          </span>
        )}
      </Cell>
      <Cell column="severity">
        <Severity name={rule.severity} />
      </Cell>
      <Cell column="tactic">
        <Tactics rule={rule} />
      </Cell>
      <Cell column="type">{typeText(rule.type)}</Cell>
      <Cell column="run">
        <LastRun rule={rule} nowMs={nowMs} />
      </Cell>
      <Cell column="alerts" isNumber>
        <span className={rule.alerts24h.total === 0 ? 'num dim' : 'num'}>
          {rule.alerts24h.total.toLocaleString('en')}
        </span>
        {rule.alerts24h.total === 0 ? (
          <span className={classes['noSpark']} />
        ) : (
          <Spark counts={rule.alerts24h.byHour} label="alerts by hour, the oldest first" />
        )}
      </Cell>
      <Cell column="gap" isNumber>
        {rule.gapMs === 0 ? <None /> : <b>{durationText(rule.gapMs)}</b>}
      </Cell>
      <Cell column="problems" isNumber>
        {rule.problems === 0 ? <None /> : rule.problems}
      </Cell>
    </div>
  );
}

function None(): ReactNode {
  return <span className="dim">–</span>;
}

function Cell({
  children,
  column,
  isNumber = false,
}: {
  readonly column: string;
  readonly isNumber?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div role="gridcell" data-column={column} data-number={isNumber}>
      {children}
    </div>
  );
}

const READINESS: { readonly [one in RuleReadiness]: readonly [word: string, why: string] | undefined } = {
  ready: undefined,
  off: undefined,
  'no-data': ['no data', 'it never can fire: nothing arrives in the indices that it reads'],
  'unknown-data': ['data not known', 'only events arrive whose index is not known'],
  draft: ['draft', 'its query is wrong: it cannot be switched on until that is mended'],
  unsupported: ['not supported', 'this version does not run rules like it'],
};

function Readiness({ readiness }: { readonly readiness: RuleReadiness }): ReactNode {
  const said = READINESS[readiness];
  if (said === undefined) return null;
  const [word, why] = said;
  return (
    <span className={classes['chip']} title={why}>
      {word}
    </span>
  );
}

function Tactics({ rule: { tactics } }: { readonly rule: RuleOverviewRow }): ReactNode {
  const [first] = tactics;
  if (first === undefined) return <span className="dim">–</span>;
  const others = tactics.length - 1;
  return (
    <span title={tactics.map(({ id, name }) => plainText(`${id} ${name}`)).join(', ')}>
      <Value value={first.name} />
      {others > 0 ? <span className="dim"> +{others}</span> : null}
    </span>
  );
}

const OUTCOMES = { succeeded: 'ok', partial: '! warning', failed: '× failed' } as const;

function LastRun({ nowMs, rule }: { readonly rule: RuleOverviewRow; readonly nowMs: number }): ReactNode {
  const { lastRun } = rule;
  if (lastRun === undefined) return <span className="dim">{rule.isEnabled ? 'not yet' : '–'}</span>;
  const { at, message, outcome } = lastRun;
  return (
    <span title={message === undefined ? at : plainText(`${at}: ${message}`, 400)}>
      <span className={outcome === 'succeeded' ? 'dim' : classes['bad']}>{OUTCOMES[outcome]}</span>{' '}
      <time dateTime={at}>{briefAgoText(Date.parse(at), nowMs)}</time>
    </span>
  );
}
