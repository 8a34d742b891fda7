import type { ReactNode } from 'react';
import { changedLines } from './changed-lines.ts';
import { piecesOfLine } from './query-lines.ts';
import classes from './text-changes.module.css';
import { Value } from './value.tsx';

const MARKS = { same: ' ', gone: '−', new: '+', skipped: '…' } as const;
const SPOKEN = { same: '', gone: 'gone: ', new: 'new: ', skipped: '' } as const;

/** What changed of a text, line by line: marked by a sign, not by colour alone. */
export function TextChanges({
  after,
  before,
}: {
  readonly before: string;
  readonly after: string;
}): ReactNode {
  return (
    <pre className={classes['changes']}>
      {changedLines(before, after).map(({ kind, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is the place it stands at
        <span key={at} className={classes['line']} data-kind={kind}>
          <span aria-hidden="true">{MARKS[kind]}</span>
          <span>
            <span className="unseen">{SPOKEN[kind]}</span>
            {kind === 'skipped'
              ? `${text} lines are the same`
              : piecesOfLine(text).map((piece, place) =>
                  piece.kind === 'blanks' ? (
                    piece.text
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is the place it stands at
                    <Value key={place} value={piece.text} isCode />
                  ),
                )}
          </span>
        </span>
      ))}
    </pre>
  );
}
