/** The rules of a cell or of a list: what each could do, and those that are off switched on in place. */
import { ActionIcon, Button, Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { CoverageAnswer, CoveringState } from '../../../api/coverage.ts';
import { announce } from '../../frame/announcements.ts';
import { Icon } from '../../parts/icon.tsx';
import { Loading, ProblemNotice } from '../../parts/notice.tsx';
import { Value } from '../../parts/value.tsx';
import { useReadOnlyReason } from '../../server/me.ts';
import { switchRules } from '../../server/rule-acts.ts';
import { dryRun } from '../../server/rules.ts';
import classes from './coverage.module.css';

const STATES: { readonly [state in CoveringState]: readonly [mark: string, text: string] } = {
  ready: ['●', 'could fire'],
  'no-data': ['▨', 'on, but nothing comes into its indices'],
  'unknown-data': ['▨', 'on, but only events of unknown index come'],
  failed: ['✖', 'on, but its query does not compile'],
  disabled: ['○', 'off'],
};
const ORDER: readonly CoveringState[] = ['ready', 'no-data', 'unknown-data', 'failed', 'disabled'];
/** Of one dry run. */
const MOST_TRIED = 100;

export function CoverageRules({
  asksToEnable,
  children,
  close,
  coverage,
  rules,
  title,
}: {
  readonly title: ReactNode;
  /** Ids. */
  readonly rules: readonly string[];
  readonly coverage: CoverageAnswer;
  readonly close: () => void;
  /** Whether it opens with the question. */
  readonly asksToEnable: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const readOnly = useReadOnlyReason('author');
  const [asks, setAsks] = useState(asksToEnable);
  const [isBusy, setBusy] = useState(false);
  const known = rules
    .flatMap(id => {
      const rule = coverage.rules[id];
      return rule === undefined ? [] : [{ id, ...rule }];
    })
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.name < b.name ? -1 : 1));
  const off = known.filter(({ state }) => state === 'disabled').map(({ id }) => id);
  const change = async (ids: readonly string[], isOn: boolean): Promise<void> => {
    setBusy(true);
    try {
      await switchRules(ids, isOn);
      setAsks(false);
      await queries.invalidateQueries({ queryKey: ['coverage'] });
    } catch (error) {
      announce(`nothing was switched: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={classes['panel']} aria-label="rules">
      <header className={classes['panelHead']}>
        <h2>{title}</h2>
        <ActionIcon aria-label="close the rules" title="close (Esc)" onClick={close}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      {children}
      {off.length === 0 ? null : asks ? (
        <EnableQuestion
          ids={off}
          isBusy={isBusy}
          readOnly={readOnly}
          enable={() => void change(off, true)}
          cancel={() => setAsks(false)}
        />
      ) : (
        <Button
          className={classes['enable'] ?? ''}
          disabled={readOnly !== undefined}
          title={readOnly ?? 'first says what it would bring (e)'}
          onClick={() => setAsks(true)}
        >
          Enable {off.length === 1 ? 'the rule that is off' : `the ${off.length} rules that are off`}…
        </Button>
      )}
      <ul className={classes['rules']}>
        {known.map(({ alerts, id, name, state }) => (
          <li key={id}>
            <span className={classes['mark']} aria-hidden="true">
              {STATES[state][0]}
            </span>
            <span className={classes['ruleName']}>
              <Link href={`/rules/${encodeURIComponent(id)}`}>
                <Value value={name} />
              </Link>
              <span className="dim">
                {STATES[state][1]}
                {alerts === 0 ? '' : ` · ${alerts.toLocaleString('en')} alert${alerts === 1 ? '' : 's'}`}
              </span>
            </span>
            <Switch
              aria-label={`${name} is on`}
              checked={state !== 'disabled'}
              disabled={readOnly !== undefined || isBusy}
              title={readOnly}
              onChange={event => void change([id], event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
      {known.length === 0 ? <p className="dim">No rules.</p> : null}
    </section>
  );
}

function EnableQuestion({
  cancel,
  enable,
  ids,
  isBusy,
  readOnly,
}: {
  readonly ids: readonly string[];
  readonly isBusy: boolean;
  readonly readOnly: string | undefined;
  readonly enable: () => void;
  readonly cancel: () => void;
}): ReactNode {
  const tried = useQuery({
    queryKey: ['coverage-dry-run', ids],
    queryFn: ({ signal }) => dryRun(ids.slice(0, MOST_TRIED), 'now-7d', signal),
    staleTime: 60_000,
  });
  const runs = tried.data?.rules ?? [];
  const perDay = runs.reduce((sum, one) => sum + one.perDay, 0);
  const notRun = runs.filter(({ problem }) => problem !== undefined).length;
  return (
    <section className={classes['question']} aria-label="enable rules">
      {tried.error === null ? null : <ProblemNotice error={tried.error} retry={() => void tried.refetch()} />}
      {tried.isPending ? <Loading height={40} label="what it would bring" /> : null}
      {tried.data === undefined ? null : (
        <p>
          Adds {ids.length === 1 ? '1 rule' : `${ids.length} rules`},{' '}
          {runs.some(({ isPartial }) => isPartial) ? 'at least ' : 'about '}
          {perDay < 10 ? perDay.toFixed(1) : Math.round(perDay)} alerts a day on the last 7 days.
          {notRun === 0 ? '' : ` ${notRun} could not be tried.`}
          {ids.length > MOST_TRIED ? ` ${ids.length - MOST_TRIED} more were not tried.` : ''}
        </p>
      )}
      <Button
        variant="filled"
        disabled={readOnly !== undefined}
        title={readOnly}
        loading={isBusy}
        onClick={enable}
      >
        Enable
      </Button>{' '}
      <Button onClick={cancel}>Leave off</Button>
    </section>
  );
}
