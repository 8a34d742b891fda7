/** What stands where data would: why there is none, and the one thing to do about it. */
import { Button, Skeleton } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { Problem } from '../server/problem.ts';
import classes from './notice.module.css';

export function Notice({
  action,
  children,
  title,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className={classes['notice']} role="status">
      <p className={classes['title']}>{title}</p>
      {children === undefined ? null : <div className="dim">{children}</div>}
      {action}
    </div>
  );
}

/** An error stays in the panel that it befell. */
export function ProblemNotice({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
}): ReactNode {
  const problem = error instanceof Problem ? error : undefined;
  return (
    <div className={classes['notice']} role="alert">
      <p className={classes['title']}>{problem?.title ?? 'This part of the page failed'}</p>
      <div className="dim">{problem?.message ?? String(error)}</div>
      {problem?.diagnostics.map(({ code, column, help, line, message }) => (
        <div key={`${code} ${line}:${column} ${message}`}>
          <code>{code}</code> {line === null ? '' : `line ${line}, column ${column}: `}
          {message} {help === null ? null : <span className="dim">{help}</span>}
        </div>
      ))}
      {problem?.requestId === undefined ? null : (
        <div className="dim">
          request <code>{problem.requestId}</code>
        </div>
      )}
      {retry === undefined ? null : <Button onClick={retry}>Retry</Button>}
    </div>
  );
}

/** A skeleton of the final height; not before 150 ms, so that what is quick does not flicker. */
export function Loading({ height, label }: { readonly height: number; readonly label: string }): ReactNode {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div style={{ height }} aria-busy="true">
      <span className="unseen">loading {label}</span>
      {isSlow ? <Skeleton height={height} animate={false} /> : null}
    </div>
  );
}
