/** What runs over the past at this moment, for whichever rule and whoever asked for it. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { announce } from '../../frame/announcements.ts';
import { Value } from '../../parts/value.tsx';
import { rulesText } from '../../server/rule-acts.ts';
import { useUnderWay } from '../../server/rule-runs.ts';
import { refetchRules } from '../../server/rules.ts';
import classes from './rules.module.css';

/** @param nameOf by the id of a rule */
export function FillProgress({ nameOf }: { readonly nameOf: ReadonlyMap<string, string> }): ReactNode {
  const { data } = useUnderWay();
  const queries = useQueryClient();
  const left = data === undefined ? 0 : data.waiting + data.running.length;
  const most = useRef(0);
  useEffect(() => {
    if (left > 0) {
      most.current = Math.max(most.current, left);
      return;
    }
    if (most.current > 0) {
      announce(`what was asked for of ${rulesText(most.current)} has run`);
      most.current = 0;
      void refetchRules(queries);
    }
  }, [left, queries]);
  if (data === undefined || left === 0) return null;
  const done = Math.max(most.current, left) - left;
  return (
    <div className={classes['progress']} role="status">
      <progress max={Math.max(1, done + left)} value={done} aria-label="runs over the past" />
      <span className="num">
        Filling the past: {done} done, {data.running.length} running, {data.waiting} waiting
      </span>
      {data.running.slice(0, 2).map(({ id, ruleId }) => (
        <Link key={id} href={`/rules/${ruleId}`}>
          <Value value={nameOf.get(ruleId) ?? 'see what runs'} />
        </Link>
      ))}
    </div>
  );
}
