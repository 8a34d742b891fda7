/**
 * A pasted page, line by line: bullets, heading marks and bold type are taken off, as pages come from browsers
 * with or without them, and each line remembers where it stands.
 */
import type { Span } from '../source/span.ts';

export interface PageLine {
  /** Without marks and outer white space. */
  readonly text: string;
  /** As it stands, without the line end. */
  readonly raw: string;
  readonly isBullet: boolean;
  /** Of `text`, in the file. */
  readonly span: Span;
  /** Where `raw` begins in the file. */
  readonly start: number;
}

export function pageLines(text: string, base: number): readonly PageLine[] {
  return [...text.matchAll(/([^\n]*?)\r?(?:\n|$)/g)]
    .filter(line => line[0] !== '')
    .map(line => pageLine(line[1] ?? '', base + line.index));
}

function pageLine(raw: string, start: number): PageLine {
  const bullet = /^\s*[-*•·‣]\s+/.exec(raw)?.[0];
  const mark = bullet ?? /^\s*(?:#{1,6}\s+)?/.exec(raw)?.[0] ?? '';
  const text = raw
    .slice(mark.length)
    .replace(/\*\*([^*]*)\*\*/g, '$1')
    .trimEnd();
  const from = start + mark.length;
  return {
    text,
    raw,
    isBullet: bullet !== undefined,
    span: { start: from, end: start + raw.trimEnd().length },
    start,
  };
}

/** `Severity: medium` is the label `severity` with the value `medium`; a label may stand alone on its line. */
export function labelled(
  line: PageLine,
  labels: ReadonlySet<string>,
): { label: string; value: string } | undefined {
  const colon = line.text.indexOf(':');
  if (colon < 0) return undefined;
  const label = line.text.slice(0, colon).trim().toLowerCase();
  return labels.has(label) ? { label, value: line.text.slice(colon + 1).trim() } : undefined;
}
