/**
 * An explanation for a terminal: the verdict first, then what each step saw, what became of the sequences, and what
 * came closest with the change that would have made it an alert.
 */

import type { AlertOutcome } from '../app/explain-outcome.ts';
import { formatTimestamp } from '../event/instant.ts';
import type { CountStory } from '../explain/count-story.ts';
import type {
  ConditionTally,
  ExplainedMiss,
  Explanation,
  SequenceExplanation,
  StepExplanation,
} from '../explain/explanation.ts';
import { queryDuration, spanText } from '../explain/span-text.ts';
import type { Colors } from './colors.ts';
import { describeEvent, hostOf, titleOf } from './describe-event.ts';
import { counted, grouped, seconds } from './numbers.ts';
import { itemLine } from './render-exceptions.ts';
import { clip, pad, wrap } from './wrap.ts';

/** Conditions of one step that are shown. */
const MOST_CONDITIONS = 12;
const MOST_MISSES = 5;

export function renderExplanation(
  ruleName: string,
  explanation: Explanation,
  width: number,
  colors: Colors,
  outcome?: AlertOutcome,
): string {
  const { alerts, counts, events, fires, kind, matches, misses, sequences, steps } = explanation;
  const head = fires ? colors.green('●') : colors.yellow('○');
  const state = fires ? counted(alerts, 'alert') : 'silent';
  const lines = [
    ...wrap(`${ruleName} · ${kind.replaceAll('-', ' ')}`, width).map(line => colors.bold(line)),
    '',
    ...hanging(
      `${head} `,
      `${state} on ${counted(events, 'event')}: ${explanation.verdict}`,
      width,
      colors.bold,
    ),
    ...(outcome === undefined ? [] : outcomeLines(outcome, alerts, width, colors)),
    ...(outcome?.sentences ?? []).flatMap(sentence => hanging('  ', sentence, width, line => line)),
    ...leftOut(explanation).map(line => colors.dim(`  ${clip(line, width - 2)}`)),
    '',
    ...steps.flatMap(step => [...stepLines(step, steps.length > 1, width, colors), '']),
    ...(sequences === undefined ? [] : [...sequenceLines(sequences, width, colors), '']),
    ...(counts === undefined ? [] : [...countLines(counts, width), '']),
    ...matches.flatMap(match => [
      colors.bold(
        clip(
          `  ● ${match.joinKeys.length === 0 ? 'alert' : `alert under ${match.joinKeys.join(', ')}`}`,
          width,
        ),
      ),
      ...match.events.flatMap(event => eventLines(event, steps.length > 1 ? event.step : undefined, width)),
      '',
    ]),
    ...missLines(misses, steps.length > 1, width, colors),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function leftOut({ cut, otherIndex, untimed }: Explanation): readonly string[] {
  return [
    ...(otherIndex > 0 ? [`${counted(otherIndex, 'event')} of other indices than the rule reads`] : []),
    ...(untimed > 0 ? [`${counted(untimed, 'hit')} without a usable time, which the rule needs`] : []),
    ...(cut.misses > 0 ? [`${counted(cut.misses, 'near miss')} not listed`.replace('misss', 'misses')] : []),
    ...(cut.candidates > 0 ? [`${counted(cut.candidates, 'candidate')} for near misses not looked at`] : []),
  ];
}

/** What exceptions and suppression left of the alerts; nothing where they took nothing away. */
function outcomeLines(
  { missingLists, removedBy, standIns, suppressed, told }: AlertOutcome,
  alerts: number,
  width: number,
  colors: Colors,
): readonly string[] {
  const lines = [
    ...(told === alerts ? [] : [`${counted(told, 'alert')} of ${grouped(alerts)} told`]),
    ...removedBy.map(itemLine),
    ...missingLists.map(({ listId }) => `the exception list ${listId} was not given (\`--exceptions\`)`),
    ...(suppressed > 0
      ? [`${counted(suppressed, 'alert')} suppressed, as others of the same values stand for them`]
      : []),
    ...standIns.map(({ more, terms, time }) => `  ${time} stands for ${grouped(more)} more: ${terms}`),
  ];
  return lines.map(line => colors.yellow(`  ${clip(line, width - 2)}`));
}

const ROLES = { present: '', absent: ' (must be missing)', until: ' (until)' } as const;

function stepLines(
  step: StepExplanation,
  isNamed: boolean,
  width: number,
  colors: Colors,
): readonly string[] {
  const by = step.joinKeys.length === 0 ? '' : ` by ${step.joinKeys.join(', ')}`;
  const name = isNamed ? `step ${step.step}${step.run === undefined ? '' : ` × ${step.run.of}`}` : 'filter';
  const column = Math.max(6, grouped(step.asked).length);
  const wall = step.conditions.find(({ passed }) => passed === 0);
  // Behind the one that nothing passes nobody knows.
  const reached =
    wall === undefined ? step.conditions : step.conditions.slice(0, step.conditions.indexOf(wall) + 1);
  const { left, shown } = shownConditions(reached);
  const behind = step.conditions.length - reached.length;
  const row = (count: number | string, text: string, isWall = false) => {
    const line = `  ${String(typeof count === 'number' ? grouped(count) : count).padStart(column)}  ${clip(text, width - column - 4)}`;
    return isWall ? colors.yellow(line) : line;
  };
  return [
    colors.bold(clip(`  ${name}${ROLES[step.role]}${by}`, width)),
    colors.dim(row(step.asked, 'events')),
    ...shown.map(condition => row(condition.passed, conditionText(condition), condition === wall)),
    ...(left > 0 ? [colors.dim(row('', `… ${counted(left, 'more condition')}`))] : []),
    ...(behind > 0 ? [colors.dim(row('', `${counted(behind, 'more condition')}, not reached`))] : []),
    ...(step.lackKey > 0 ? [row(step.lackKey, 'of these lack a join key', true)] : []),
    row(step.hits, step.hits === 1 ? 'hit' : 'hits'),
    ...step.closest
      .slice(0, 2)
      .flatMap(event => [
        ...hanging('      closest: ', event.failed.join('; '), width, text => text),
        ...eventLines(event, undefined, width),
      ]),
  ];
}

function conditionText({ failedAlone, text }: ConditionTally): string {
  return failedAlone === 0 ? text : `${text}   (${grouped(failedAlone)} failed only this)`;
}

/** Those where events died before those where none did. */
function shownConditions(conditions: readonly ConditionTally[]): {
  readonly shown: readonly ConditionTally[];
  readonly left: number;
} {
  if (conditions.length <= MOST_CONDITIONS) return { shown: conditions, left: 0 };
  const loss = (at: number) =>
    (conditions[at - 1]?.passed ?? Number.POSITIVE_INFINITY) - (conditions[at]?.passed ?? 0);
  const kept = new Set(
    [...conditions.keys()].sort((a, b) => loss(b) - loss(a) || a - b).slice(0, MOST_CONDITIONS),
  );
  return {
    shown: conditions.filter((_, at) => kept.has(at)),
    left: conditions.length - MOST_CONDITIONS,
  };
}

function sequenceLines(story: SequenceExplanation, width: number, colors: Colors): readonly string[] {
  const { began, chains, ends, leastLateMs, maxspanMs, reached } = story;
  const parts = [
    `${grouped(began)} began`,
    ...reached.slice(1).map((count, at) => `${grouped(count)} reached step ${at + 2}`),
    ...(ends.late > 0
      ? [
          `${grouped(ends.late)} ran out of time${leastLateMs === undefined ? '' : ` (the least by ${spanText(leastLateMs)})`}`,
        ]
      : []),
    ...(ends.replaced > 0 ? [`${grouped(ends.replaced)} replaced by a newer start`] : []),
    ...(ends.until > 0 ? [`${grouped(ends.until)} ended by until`] : []),
    ...(ends.absent > 0 ? [`${grouped(ends.absent)} spoilt by what had to be missing`] : []),
    ...(ends.waiting > 0 ? [`${grouped(ends.waiting)} left waiting`] : []),
    ...(ends.matched > 0 ? [`${grouped(ends.matched)} matched`] : []),
  ];
  const title = `  sequences${maxspanMs === undefined ? '' : ` with maxspan=${queryDuration(maxspanMs)}`}: `;
  return [
    ...hanging(title, parts.join(', '), width, text => text),
    ...chains.slice(0, 3).flatMap(chain => {
      const [first] = chain.events;
      const keys = chain.joinKeys.length === 0 ? '' : ` under ${chain.joinKeys.join(', ')}`;
      const when = first?.timestampMs === undefined ? '' : `${formatTimestamp(first.timestampMs)}  `;
      return hanging(
        '    · ',
        `${when}reached step ${chain.events.at(-1)?.step ?? 1}${keys}: ${chain.text}`,
        width,
        colors.dim,
      );
    }),
  ];
}

function countLines(story: CountStory, width: number): readonly string[] {
  const line = (text: string) => `    · ${clip(text, width - 6)}`;
  switch (story.kind) {
    case 'threshold':
      return [
        `  ${counted(story.groups, 'group')}, windows of ${spanText(story.windowMs)}`,
        ...story.closest.map(({ distinct, group, isEnough, most, wanted }) => {
          const values =
            distinct === undefined
              ? ''
              : `, ${distinct.found} of ${distinct.wanted} values of ${distinct.field}`;
          return line(
            `${group.length === 0 ? 'all events' : group.join(', ')}: ${most} of ${wanted} events${values}${isEnough ? ', enough' : ''}`,
          );
        }),
      ];
    case 'new-terms':
      return [
        `  ${counted(story.values, 'value')}, new where not seen for ${spanText(story.historyMs)}`,
        ...story.known.map(({ agoMs, seenMs, value }) =>
          line(`${value.join(', ')} was seen ${spanText(agoMs)} before, at ${formatTimestamp(seenMs)}`),
        ),
      ];
    case 'indicators':
      return [
        '  indicators',
        ...story.groups.map(({ events, fields, inCommon, indicators }) =>
          line(
            `${fields.join(' and ')}: ${counted(events, 'event')}, ${counted(indicators, 'indicator')}, ${counted(inCommon, 'value')} in common`,
          ),
        ),
      ];
  }
}

function missLines(
  misses: readonly ExplainedMiss[],
  isNamed: boolean,
  width: number,
  colors: Colors,
): readonly string[] {
  if (misses.length === 0) return [];
  return [
    colors.bold('  What came closest'),
    '',
    ...misses
      .slice(0, MOST_MISSES)
      .flatMap((miss, at) => [
        ...hanging(
          `  ${at + 1}. `,
          `${miss.text}${miss.alike > 1 ? ` (${grouped(miss.alike)} alike)` : ''}`,
          width,
          colors.bold,
        ),
        ...miss.events.flatMap(event =>
          eventLines(event, isNamed ? event.step : undefined, width).map(line => colors.dim(line)),
        ),
        ...changeLines(miss, width),
        '',
      ]),
    ...(misses.length > MOST_MISSES ? [colors.dim(`  … ${misses.length - MOST_MISSES} more`), ''] : []),
  ];
}

function changeLines({ change }: ExplainedMiss, width: number): readonly string[] {
  if (change === undefined) return [];
  const more =
    change.moreAlerts < 0
      ? `${counted(-change.moreAlerts, 'alert')} fewer`
      : `${counted(change.moreAlerts, 'alert')} more`;
  return hanging(
    '     = with: ',
    `${change.from}  →  ${change.to}: ${more} on these events`,
    width,
    text => text,
  );
}

function eventLines(
  event: {
    readonly id: string;
    readonly document: Explanation['matches'][number]['events'][number]['document'];
    readonly timestampMs: number | undefined;
    readonly offsetMs?: number;
  },
  step: number | undefined,
  width: number,
): readonly string[] {
  const { document, id, offsetMs, timestampMs } = event;
  const time = timestampMs === undefined ? 'no time' : formatTimestamp(timestampMs);
  const offset = offsetMs === undefined || offsetMs === 0 ? '' : ` +${seconds(offsetMs)}`;
  const said = [titleOf(document), describeEvent(document) || id, hostOf(document)]
    .filter(Boolean)
    .join(' · ');
  return [
    clip(`       ${step === undefined ? '' : `${pad(`step ${step}`, 8)}`}${time}${offset}  ${said}`, width),
  ];
}

/** A text behind a head, its further lines under its first. */
function hanging(
  head: string,
  text: string,
  width: number,
  style: (line: string) => string,
): readonly string[] {
  // The head may hold colours, which take no room.
  const room = head.replace(/\u001b\[\d+m/g, '').length;
  const lines = wrap(text, Math.max(20, width - room));
  return lines.map((line, at) => `${at === 0 ? head : ' '.repeat(room)}${style(line)}`);
}
