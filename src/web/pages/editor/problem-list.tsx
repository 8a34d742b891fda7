/** All that is wrong with a query, in its order: each can be gone to, and mended where that is known. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { QueryProblem } from '../../editor/check-query.ts';
import { Value } from '../../parts/value.tsx';
import classes from './editor.module.css';

export function ProblemList({
  onGo,
  onMend,
  problems,
}: {
  readonly problems: readonly QueryProblem[];
  readonly onGo: (problem: QueryProblem) => void;
  readonly onMend: (problem: QueryProblem) => void;
}): ReactNode {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const said =
    problems.length === 0
      ? 'nothing is wrong with the query'
      : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}, ${errors} of them ${errors === 1 ? 'an error' : 'errors'}`;
  return (
    <section aria-label="Problems of the query">
      <span className="unseen" role="status">
        {said}
      </span>
      <ul className={classes['problems']}>
        {problems.map(problem => (
          <li
            key={`${problem.from} ${problem.code} ${problem.message}`}
            className={classes['problem']}
            data-severity={problem.severity}
          >
            <button type="button" className={classes['place']} onClick={() => onGo(problem)}>
              line {problem.line}, column {problem.column}
            </button>{' '}
            {problem.severity} <code>{problem.code}</code> <Value value={problem.message} />
            {problem.replacement === undefined ? null : (
              <>
                {' '}
                <Button onClick={() => onMend(problem)}>
                  Fix:&nbsp;
                  <Value value={problem.replacement.trim()} isCode />
                </Button>
              </>
            )}
            {problem.help === undefined ? null : (
              <div className="dim">
                <Value value={problem.help} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
