/** Before many rules are switched on: how many alerts a day they would have brought. */
import { Button, Group, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { RuleOverviewRow, RulesDryRun } from '../../../api/rules-overview.ts';
import { ProblemNotice } from '../../parts/notice.tsx';
import { useReturnedFocus } from '../../parts/use-returned-focus.ts';
import { Value } from '../../parts/value.tsx';
import { rulesText } from '../../server/rule-acts.ts';
import { dryRun } from '../../server/rules.ts';
import { type DryRunSum, perDayText, sumOf } from './dry-run-sum.ts';
import classes from './rules.module.css';

const RULES_AT_ONCE = 25;
const FROM = 'now-7d';
const MOST_LISTED = 8;

export function SwitchOnDialog({
  close,
  confirm,
  rules,
}: {
  readonly rules: readonly RuleOverviewRow[];
  readonly close: () => void;
  readonly confirm: () => void;
}): ReactNode {
  useReturnedFocus();
  const [found, setFound] = useState<readonly RulesDryRun['rules'][number][]>([]);
  const [problem, setProblem] = useState<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen when the dialogue opened
  useEffect(() => {
    const leaving = new AbortController();
    const run = async (): Promise<void> => {
      for (let at = 0; at < rules.length; at += RULES_AT_ONCE) {
        const ids = rules.slice(at, at + RULES_AT_ONCE).map(({ id }) => id);
        const { rules: some } = await dryRun(ids, FROM, leaving.signal);
        setFound(before => [...before, ...some]);
      }
    };
    run().catch((error: unknown) => {
      if (!leaving.signal.aborted) setProblem(error);
    });
    return () => leaving.abort(new Error('the dialogue was left'));
  }, []);
  const sum = sumOf(found);
  const nameOf = new Map(rules.map(({ id, name }) => [id, name]));
  const isDone = found.length >= rules.length;
  return (
    <Modal opened onClose={close} title={`Switch on ${rulesText(rules.length)}`} size="lg">
      <p className={classes['sum']} role="status">
        Adds <b>{rulesText(rules.length)}</b>, <b>{perDayText(sum.perDay)}</b> on the last 7 days
        {isDone ? '.' : `, of the ${found.length} tried so far…`}
      </p>
      {isDone ? null : (
        <progress
          className={classes['wide']}
          max={rules.length}
          value={found.length}
          aria-label="rules tried"
        />
      )}
      {problem === undefined ? null : <ProblemNotice error={problem} />}
      <Remarks sum={sum} />
      {sum.loudest.length === 0 ? null : (
        <table className={classes['table']}>
          <caption>the loudest</caption>
          <thead>
            <tr>
              <th scope="col">rule</th>
              <th scope="col">alerts in 7 days</th>
              <th scope="col">a day</th>
            </tr>
          </thead>
          <tbody>
            {sum.loudest.slice(0, MOST_LISTED).map(({ alerts, id, isPartial, perDay }) => (
              <tr key={id}>
                <th scope="row">
                  <Value value={nameOf.get(id) ?? id} />
                </th>
                <td className="num">
                  {alerts.toLocaleString('en')}
                  {isPartial ? ' or more' : ''}
                </td>
                <td className="num">{perDayText(perDay)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Group gap="sm" mt="md">
        <Button variant="filled" data-autofocus onClick={confirm}>
          Switch on {rulesText(rules.length)}
        </Button>
        <Button onClick={close}>Leave them off</Button>
        {isDone ? null : <span className="dim">you need not wait</span>}
      </Group>
    </Modal>
  );
}

function Remarks({ sum }: { readonly sum: DryRunSum }): ReactNode {
  const remarks = [
    sum.partial === 0
      ? undefined
      : `For ${rulesText(sum.partial)} there was no time for all 7 days: the number is the least there is.`,
    ...sum.problems.map(({ count, problem }) => `${rulesText(count)}: ${problem}`),
  ].filter(remark => remark !== undefined);
  if (remarks.length === 0) return null;
  return (
    <ul>
      {remarks.map(remark => (
        <li key={remark}>
          <Value value={remark} />
        </li>
      ))}
    </ul>
  );
}
