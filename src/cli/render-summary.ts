/** What became of everything that was read, in a few lines for standard error. */
import type { CheckSummary } from '../app/check-rules.ts';
import type { InputCounts } from '../app/read-inputs.ts';
import type { ReplayCounts } from '../app/replay.ts';
import type { SkipReason } from '../ingest/ingested-event.ts';
import type { ScriptBlockCounts } from '../ingest/script-block-counts.ts';
import { visible } from '../source/display-text.ts';
import { counted, grouped } from './numbers.ts';

const reasonTexts: { readonly [R in SkipReason]: string } = {
  truncated: 'cut off',
  'not-utf8': 'not UTF-8',
  'too-long': 'too long',
  'not-json': 'not JSON',
  'not-an-event': 'no event',
  'bad-xml': 'broken XML',
  'damaged-record': 'damaged',
};

/** Events read and everything that kept some from counting, a line each; nothing that is zero but the events. */
export function countLines(counts: ReplayCounts): string[] {
  const doubles = [...counts.doubles].sort(([, a], [, b]) => b - a);
  const lines = [`${counted(counts.events, 'event')} read`];
  if (doubles.length > 0) {
    const total = doubles.reduce((sum, [, count]) => sum + count, 0);
    const where = doubles.slice(0, 5).map(([input, count]) => `${visible(input)} ${grouped(count)}`);
    const more = doubles.length > 5 ? `, ${doubles.length - 5} more inputs` : '';
    lines.push(`${counted(total, 'event')} seen before, collapsed (${where.join(', ')}${more})`);
  }
  if (counts.withoutTime > 0) {
    lines.push(
      `${counted(counts.withoutTime, 'event')} without a usable @timestamp: left out where time decides`,
    );
  }
  if (counts.outOfRange > 0) lines.push(`${counted(counts.outOfRange, 'event')} outside --from and --to`);
  if (counts.withoutIndex > 0) {
    lines.push(
      `${counted(counts.withoutIndex, 'event')} of no known index: every rule saw them (\`--index\` names one)`,
    );
  }
  if (counts.tally.droppedKeyTuples > 0) {
    lines.push(
      `${counted(counts.tally.droppedKeyTuples, 'combination')} of join keys dropped: too many values in one event`,
    );
  }
  return [...lines, ...inputLines(counts)];
}

/** What rules gave up for want of memory, a line each for the worst. */
export function droppedLines(
  { dropped }: Pick<ReplayCounts, 'dropped'>,
  nameOf: (rule: number) => string,
): string[] {
  const worst = [...dropped].sort(([, a], [, b]) => b.begun + b.matches - a.begun - a.matches);
  const lines = worst.slice(0, MOST_RULES_TOLD).flatMap(([rule, losses]) => {
    const { absent, begun, cut = 0, forgotten = 0, matches, stale = 0 } = losses;
    const name = visible(nameOf(rule));
    const parts = [
      ...(begun > 0 ? [`${grouped(begun)} begun`] : []),
      ...(matches > 0 ? [`${grouped(matches)} whole`] : []),
      ...(absent > 0 ? [`${counted(absent, 'event')} that had to be missing`] : []),
    ];
    const others = [
      ...(cut > 0
        ? [`${counted(cut, 'alert')} told early for want of memory, with what was counted by then`]
        : []),
      ...(forgotten > 0
        ? [`${counted(forgotten, 'value')} forgotten for want of memory, the longest unseen first`]
        : []),
      ...(stale > 0 ? [`${counted(stale, 'hit')} left out, older than what is remembered`] : []),
    ];
    return [
      ...(parts.length > 0
        ? [`matches given up for want of memory, the oldest first: ${parts.join(', ')} of \`${name}\``]
        : []),
      ...others.map(text => `${text}: \`${name}\``),
    ];
  });
  const more = worst.length - Math.min(worst.length, MOST_RULES_TOLD);
  if (more > 0) lines.push(`likewise of ${counted(more, 'more rule')}`);
  return lines;
}

const MOST_RULES_TOLD = 5;

/** What was in the inputs besides events. */
export function inputLines(counts: InputCounts): string[] {
  const skipped = [...counts.skipped].map(([reason, count]) => `${grouped(count)} ${reasonTexts[reason]}`);
  const lines: string[] = [];
  if (skipped.length > 0) {
    const total = [...counts.skipped.values()].reduce((sum, count) => sum + count, 0);
    lines.push(`${counted(total, 'record')} skipped: ${skipped.join(', ')}`);
  }
  lines.push(...scriptBlockLines(counts.scriptBlocks));
  if (counts.passedOver.length > 0) {
    const names = counts.passedOver.slice(0, 3).map(visible).join(', ');
    const more = counts.passedOver.length > 3 ? ', …' : '';
    lines.push(`${counted(counts.passedOver.length, 'file')} of no event form passed over (${names}${more})`);
  }
  if (counts.unreadable.length > 0) {
    lines.push(`${counted(counts.unreadable.length, 'input')} could not be read, or not to the end`);
  }
  return lines;
}

/** `3 script blocks joined from 11 records`, `script blocks left in their records: 1 incomplete`. */
function scriptBlockLines(counts: ScriptBlockCounts): string[] {
  const left = (['incomplete', 'too-long', 'pushed-out'] as const)
    .filter(kind => counts[kind] > 0)
    .map(kind => `${grouped(counts[kind])} ${leftTexts[kind]}`);
  const lines: string[] = [];
  if (counts.joined > 0)
    lines.push(`${counted(counts.joined, 'script block')} joined from ${counted(counts.records, 'record')}`);
  if (left.length > 0) lines.push(`script blocks left in their records: ${left.join(', ')}`);
  return lines;
}

const leftTexts = {
  incomplete: 'incomplete',
  'too-long': 'too long',
  'pushed-out': 'of too many that waited at once',
};

/** `1,024 rules: 978 run, 46 not supported yet, 0 failed`. */
export function ruleLine(summary: CheckSummary): string {
  const unsupported = Object.values(summary.unsupported).reduce((sum, count) => sum + count, 0);
  const parts = [`${grouped(summary.compiled)} run`];
  if (unsupported > 0) parts.push(`${grouped(unsupported)} not supported yet`);
  if (summary.failed > 0) parts.push(`${grouped(summary.failed)} failed`);
  return `${counted(summary.rules, 'rule')}: ${parts.join(', ')}`;
}
