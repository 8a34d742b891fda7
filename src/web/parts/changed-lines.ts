/** Which lines of a text went and which came, with a few that stayed around them. Pure. */
import { diffComm } from 'node-diff3';

export interface ChangedLine {
  readonly kind: 'same' | 'gone' | 'new' | 'skipped';
  /** Of `skipped`, how many lines. */
  readonly text: string;
}

/** Longer texts are told as all gone and all new: comparing them would take long. */
const MOST_LINES = 3_000;
const AROUND = 2;

export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  if (old.length + now.length > MOST_LINES) return [...told('gone', old), ...told('new', now)];
  const parts = diffComm([...old], [...now]);
  return parts.flatMap((part, at): readonly ChangedLine[] => {
    if (part.common === undefined)
      return [...told('gone', part.buffer1 ?? []), ...told('new', part.buffer2 ?? [])];
    return aroundChanges(part.common, at > 0, at < parts.length - 1);
  });
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function told(kind: 'gone' | 'new' | 'same', lines: readonly string[]): readonly ChangedLine[] {
  return lines.map(text => ({ kind, text }));
}

/** The first ones behind a change, and the last ones before the next. */
function aroundChanges(
  lines: readonly string[],
  isBehind: boolean,
  isBefore: boolean,
): readonly ChangedLine[] {
  const head = isBehind ? AROUND : 0;
  const tail = isBefore ? AROUND : 0;
  const skipped = lines.length - head - tail;
  // A line that says that one is left out is as long as the one.
  if (skipped <= 1) return told('same', lines);
  return [
    ...told('same', lines.slice(0, head)),
    { kind: 'skipped', text: String(skipped) },
    ...told('same', lines.slice(lines.length - tail)),
  ];
}
