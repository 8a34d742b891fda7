/** What stands beside the matrix: the rules of a cell, or those that are in none. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { CoverageAnswer } from '../../../api/coverage.ts';
import { Notice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import classes from './coverage.module.css';
import { oddIds, type TacticRow } from './coverage-cells.ts';
import type { CellPlace } from './coverage-matrix.tsx';
import { CoverageRules } from './coverage-rules.tsx';

/** In the place of a cell: rules that name no technique, and ids that are misspelt. */
const UNMAPPED = 'without';
const ODD = 'odd';

export function placeOf(opened: string | undefined): CellPlace | undefined {
  const [tactic, technique] = opened?.split('/') ?? [];
  return tactic === undefined || technique === undefined ? undefined : { tactic, technique };
}

export function Unmapped({
  coverage,
  open,
  rows,
}: {
  readonly coverage: CoverageAnswer;
  readonly rows: readonly TacticRow[];
  readonly open: (name: string) => void;
}): ReactNode {
  const odd = oddIds(coverage);
  const only = rows.reduce((sum, { withoutTechnique }) => sum + withoutTechnique.length, 0);
  if (coverage.unmapped.length + only + odd.length === 0) return null;
  return (
    <section className={classes['unmapped']} aria-label="rules that are in no cell">
      {coverage.unmapped.length + only === 0 ? null : (
        <Button onClick={() => open(UNMAPPED)}>
          {(coverage.unmapped.length + only).toLocaleString('en')} rules name no technique
        </Button>
      )}
      {odd.length === 0 ? null : (
        <Button onClick={() => open(ODD)}>{odd.length} ids that ATT&CK cannot have</Button>
      )}
    </section>
  );
}

export function OpenedRules({
  asksToEnable,
  close,
  coverage,
  opened,
  rows,
}: {
  readonly opened: string;
  readonly coverage: CoverageAnswer;
  readonly rows: readonly TacticRow[];
  readonly close: () => void;
  readonly asksToEnable: boolean;
}): ReactNode {
  const given = { coverage, close, asksToEnable };
  if (opened === UNMAPPED) {
    const ids = [...coverage.unmapped, ...rows.flatMap(({ withoutTechnique }) => withoutTechnique)];
    return <CoverageRules {...given} title="Rules that name no technique" rules={[...new Set(ids)]} />;
  }
  if (opened === ODD) {
    const odd = oddIds(coverage);
    return (
      <CoverageRules
        {...given}
        title="Ids that ATT&CK cannot have"
        rules={[...new Set(odd.flatMap(({ rules }) => rules))]}
      >
        <p>
          {odd.map(({ id, name }) => (
            <span key={id}>
              <Value value={id} isCode /> <Value value={name} />{' '}
            </span>
          ))}
        </p>
      </CoverageRules>
    );
  }
  const place = placeOf(opened);
  const tactic = rows.find(({ id }) => id === place?.tactic);
  const cell = tactic?.cells.find(({ id }) => id === place?.technique);
  if (cell === undefined)
    return (
      <Notice title="No rule names this technique" action={<Button onClick={close}>Close</Button>}>
        It may have been deleted since this link was made.
      </Notice>
    );
  return (
    <CoverageRules
      {...given}
      title={
        <>
          <Value value={cell.id} /> <Value value={cell.name} />
        </>
      }
      rules={cell.rules}
    >
      <p className="dim">
        {tactic === undefined ? null : <Value value={tactic.name} />} ·{' '}
        <Link
          href={`/alerts?${new URLSearchParams({ technique: cell.id, status: 'all', from: coverage.window.from })}`}
        >
          alerts of this technique
        </Link>
      </p>
    </CoverageRules>
  );
}
