/** Text of a query or of a rule's file, line by line as it was written: numbered, safe to see, and copied as it is. */
import { Button } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { copyText } from './copy.ts';
import { piecesOfLine } from './query-lines.ts';
import classes from './query-text.module.css';
import { Value } from './value.tsx';

/** More lines are shown when they are asked for. */
const MOST_LINES = 400;

export function QueryText({
  text,
  title,
}: {
  readonly text: string;
  /** What it is, as in `Query in EQL`. */
  readonly title: string;
}): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const id = useId();
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const shown = isWhole ? lines : lines.slice(0, MOST_LINES);
  return (
    <div>
      <div className={classes['head']}>
        <h2 id={id}>{title}</h2>
        <Button size="compact-sm" onClick={() => void copyText(text)} aria-label={`Copy: ${title}`}>
          Copy
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section className={classes['text']} tabIndex={0} aria-labelledby={id}>
        <pre>
          {shown.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is the place it stands at
            <Line key={at} line={line} number={at + 1} />
          ))}
        </pre>
      </section>
      {shown.length === lines.length ? null : (
        <Button onClick={() => setWhole(true)}>
          Show {(lines.length - shown.length).toLocaleString('en')} more lines
        </Button>
      )}
    </div>
  );
}

function Line({ line, number }: { readonly line: string; readonly number: number }): ReactNode {
  return (
    <span className={classes['line']}>
      <span className={classes['number']} aria-hidden="true">
        {number}
      </span>
      <span>
        {piecesOfLine(line).map(({ kind, text }, at) => {
          if (kind === 'blanks') return text;
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is the place it stands at
          return <Value key={at} value={text} isCode />;
        })}
        {line === '' ? '\n' : ''}
      </span>
    </span>
  );
}
