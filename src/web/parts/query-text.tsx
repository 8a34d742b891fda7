/** Text of a query or of a rule's file, line by line as it was written: numbered, safe to see, and copied as it is. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { copyText } from './copy.ts';
import classes from './query-text.module.css';
import { Value } from './value.tsx';

/** More lines are shown when they are asked for. */
const MOST_LINES = 400;

export function QueryText({
  label,
  marked = [],
  text,
}: {
  readonly text: string;
  /** What it is, as in `query` and `rule as TOML`. */
  readonly label: string;
  /** Lines about which something is said, from 1. */
  readonly marked?: readonly number[];
}): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const shown = isWhole ? lines : lines.slice(0, MOST_LINES);
  return (
    <div className={classes['box']}>
      <Button
        className={classes['copy']}
        onClick={() => void copyText(text)}
        aria-label={`Copy the ${label}`}
      >
        Copy
      </Button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keys */}
      <section className={classes['text']} tabIndex={0} aria-label={label}>
        <pre>
          {shown.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is the place it stands at
            <Line key={at} line={line} number={at + 1} isMarked={marked.includes(at + 1)} />
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

function Line({
  isMarked,
  line,
  number,
}: {
  readonly line: string;
  readonly number: number;
  readonly isMarked: boolean;
}): ReactNode {
  // Indentation is meant to be seen as such: blanks within a line are named where they are many.
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const rest = line.slice(indent.length);
  return (
    <span className={classes['line']} data-marked={isMarked}>
      <span className={classes['number']} aria-hidden="true">
        {number}
      </span>
      <span>
        {indent.slice(0, 200)}
        {rest === '' ? '\n' : <Value value={rest} isCode />}
      </span>
    </span>
  );
}
