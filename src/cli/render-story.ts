/**
 * The events of an alert on a line of time, each with the conditions that decided and the values that met them:
 *
 *      +0.000 s  ● process start  dllhost.exe (pid 4096)
 *                │   process.args_count == 1  1
 *                │
 *                ○ no such event between  for 8.000 s
 *                │   dns.question.name : "*.corp"
 *                │
 *      +8.000 s  ● network connection_attempted  …
 *
 * A sample has no order: its events stand apart. A single event stands alone.
 */
import { formatTimestamp } from '../event/instant.ts';
import type { MatchStory, StoryAbsence, StoryEntry, StoryEvent } from '../explain/match-story.ts';
import { displayWidth } from '../source/display-text.ts';
import type { Colors } from './colors.ts';
import { readingLines, textLines } from './condition-lines.ts';
import { cutMiddle } from './cut-middle.ts';
import { describeEvent, titleOf } from './describe-event.ts';
import { seconds, span } from './numbers.ts';
import { clip, pad, wrapAtMost } from './wrap.ts';

/** One thing on the line: what stands before its point, the point, and its lines. */
interface Stop {
  readonly offset: string;
  readonly point: string;
  readonly lines: readonly string[];
}

export function renderStory(story: MatchStory, width: number, colors: Colors): string[] {
  if (story.entries.length === 1) {
    const [lone] = story.entries;
    const lines = lone === undefined ? [] : stopOf(lone, undefined, story, width - 2, colors).lines;
    return lines.map(line => `  ${line}`);
  }
  const offsetWidth = Math.max(...story.entries.map(entry => displayWidth(offsetText(entry))));
  const inner = width - offsetWidth - 5;
  const stop = (entry: StoryEntry): Stop =>
    stopOf(entry, story.entries[story.entries.indexOf(entry) - 1], story, inner, colors);
  const { start, left, end } = cutMiddle(story.entries);
  const between: Stop[] = left === 0 ? [] : [{ offset: '', point: '⋮', lines: [`… ${left} more`] }];
  const stops = [...start.map(stop), ...between, ...end.map(stop)];

  const line = story.kind === 'sequence' ? colors.cyan('│') : ' ';
  return stops.flatMap(({ offset, point, lines }, at) => {
    const isLast = at === stops.length - 1;
    const bar = `${' '.repeat(offsetWidth + 3)}${isLast ? ' ' : line} `;
    const [head = '', ...rest] = lines;
    return [
      ` ${pad(offset, offsetWidth)}  ${colors.cyan(point)} ${head}`,
      ...rest.map(text => `${bar}${text}`),
      ...(isLast ? [] : [bar.trimEnd()]),
    ];
  });
}

function offsetText(entry: StoryEntry): string {
  return entry.kind === 'event' && entry.offsetMs !== undefined ? `+${seconds(entry.offsetMs)}` : '';
}

function stopOf(
  entry: StoryEntry,
  previous: StoryEntry | undefined,
  story: MatchStory,
  width: number,
  colors: Colors,
): Stop {
  return entry.kind === 'event'
    ? { offset: offsetText(entry), point: '●', lines: eventLines(entry, previous, width, colors) }
    : { offset: '', point: '○', lines: absenceLines(entry, story.allowedMs, width, colors) };
}

function eventLines(
  entry: StoryEvent,
  previous: StoryEntry | undefined,
  width: number,
  colors: Colors,
): readonly string[] {
  const title = titleOf(entry.document) || `event ${entry.step}`;
  const run = entry.run === undefined ? '' : `(${entry.run.number} of ${entry.run.of})`;
  // A repetition tells what is new in it.
  const isRepetition = previous?.kind === 'event' && previous.step === entry.step;
  const conditions = isRepetition
    ? entry.conditions.filter((condition, at) => !haveSameValues(condition, previous.conditions[at]))
    : entry.conditions;
  return [
    ...headLines(title, run, describeEvent(entry.document), width, colors),
    ...readingLines(conditions, width - 2, colors).map(line => `  ${line}`),
  ];
}

/** The title and what is said of it, beside it or, where it has no room, below. */
function headLines(
  title: string,
  remark: string,
  said: string,
  width: number,
  colors: Colors,
): readonly string[] {
  const remarked = remark === '' ? '' : ` ${colors.dim(remark)}`;
  const shownTitle = clip(title, width - (remark === '' ? 0 : remark.length + 1));
  const head = `${colors.bold(shownTitle)}${remarked}`;
  if (said === '') return [head];
  const used = displayWidth(shownTitle) + (remark === '' ? 0 : remark.length + 1);
  return used + 2 + displayWidth(said) <= width
    ? [`${head}  ${clip(said, width)}`]
    : [head, ...wrapAtMost(said, width - 2, 2).map(line => `  ${line}`)];
}

type Reading = StoryEvent['conditions'][number];

function haveSameValues(one: Reading, other: Reading | undefined): boolean {
  return one.fields.every(({ values }, at) => {
    const others = other?.fields[at]?.values ?? [];
    return values.length === others.length && values.every((value, position) => value === others[position]);
  });
}

function absenceLines(
  entry: StoryAbsence,
  allowedMs: number | undefined,
  width: number,
  colors: Colors,
): readonly string[] {
  return [
    ...headLines(`no such event ${entry.where}`, '', windowText(entry, allowedMs), width, colors),
    ...textLines(entry.conditions, width - 2, colors).map(line => `  ${line}`),
  ];
}

function windowText({ where, fromMs, untilMs, isEitherSide }: StoryAbsence, allowedMs = 0): string {
  if (isEitherSide) return `in some ${span(allowedMs)} around these`;
  if (fromMs === undefined || untilMs === undefined) return '';
  switch (where) {
    case 'between':
      return `for ${seconds(untilMs - fromMs)}`;
    case 'before':
      return `since ${formatTimestamp(fromMs)}`;
    case 'after':
      return `until ${formatTimestamp(untilMs)}`;
  }
}
