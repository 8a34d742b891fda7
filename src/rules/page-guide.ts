/**
 * The guide of a rule page. A pasted page has lost the marks of its headings: those that guides share get them
 * back, so that the guide reads as Markdown again; all other lines stay as they are.
 */
import type { PageLine } from './page-lines.ts';

const HEADINGS: readonly (readonly [RegExp, string])[] = [
  [/^triage and analysis$/i, '##'],
  [/^setup$/i, '##'],
  [/^investigating \S.*[^.:]$/i, '###'],
  [/^possible investigation steps$/i, '###'],
  [/^false positive analysis$/i, '###'],
  [/^related rules$/i, '###'],
  [/^response and remediation$/i, '###'],
  [/^additional information$/i, '###'],
];

export function guideText(lines: readonly PageLine[]): string {
  let guide = '';
  let wasBullet = false;
  for (const line of lines) {
    if (line.text === '') continue;
    const heading = line.isBullet ? undefined : HEADINGS.find(([known]) => known.test(line.text))?.[1];
    const text = heading === undefined ? line.raw.trimEnd() : `${heading} ${line.text}`;
    const apart = guide === '' ? '' : wasBullet && line.isBullet ? '\n' : '\n\n';
    guide += apart + text;
    wasBullet = line.isBullet;
  }
  return guide;
}
