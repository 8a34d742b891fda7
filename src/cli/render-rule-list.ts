/** Rules in a list, in each of the forms that `tripline rules list` prints. */
import type { RuleEntry, RuleState } from '../app/rule-entries.ts';
import { windowOf } from '../rules/look-back.ts';
import type { Rule } from '../rules/rule.ts';
import { displayWidth } from '../source/display-text.ts';
import type { Colors } from './colors.ts';
import { csvCell } from './csv-cell.ts';
import { counted, grouped } from './numbers.ts';
import { BADGE_WIDTH, severityBadge } from './render-alert.ts';
import { scheduleText } from './schedule-text.ts';
import { clip, wrap } from './wrap.ts';

/** Under the name: behind the badge and the risk. */
const INDENT = BADGE_WIDTH + 5;

/** Two or three lines a rule, so that the id can be copied whole at any width, and at the end how many there are. */
export function ruleTable(entries: readonly RuleEntry[], width: number, colors: Colors): string {
  const rules = entries.map(entry => `${entryLines(entry, width, colors).join('\n')}\n`);
  return `${rules.join('')}${rules.length > 0 ? '\n' : ''}${countLine(entries, colors)}\n`;
}

function entryLines({ rule, state, whyNot }: RuleEntry, width: number, colors: Colors): readonly string[] {
  const head = `${severityBadge(rule.severity, colors)} ${String(rule.risk_score).padStart(3)} `;
  const room = width - INDENT;
  const facts = [rule.type, scheduleText(rule), ...tacticNames(rule)].join(' · ');
  const isWide = room >= LEAST_NAME + ID_GAP + displayWidth(rule.rule_id);
  const id = clip(rule.rule_id, room);
  const nameRoom = isWide ? room - ID_GAP - displayWidth(id) : room;
  const [name = '', ...nameRest] = wrap(rule.name, nameRoom);
  const idBeside = isWide ? `${' '.repeat(nameRoom + ID_GAP - displayWidth(name))}${colors.dim(id)}` : '';
  return [
    `${head} ${colors.bold(name)}${idBeside}`,
    ...nameRest.map(line => indented(colors.bold(line))),
    ...wrap(facts, room).map(line => indented(colors.dim(line))),
    ...(isWide ? [] : [indented(colors.dim(id))]),
    ...(state === 'runs' ? [] : whyLines(state, whyNot, room).map(line => indented(colors.yellow(line)))),
  ];
}

/** Columns that a name gets at least before the id stands beside it. */
const LEAST_NAME = 48;
const ID_GAP = 2;

function indented(line: string): string {
  return `${' '.repeat(INDENT)}${line}`;
}

function whyLines(state: RuleState, whyNot: RuleEntry['whyNot'], width: number): readonly string[] {
  if (state === 'deprecated') return wrap('deprecated: runs only with `--deprecated`', width);
  const [first, ...more] = whyNot;
  if (first === undefined) return ['does not run'];
  const others = more.length > 0 ? `, and ${grouped(more.length)} more` : '';
  return wrap(`does not run: ${first.message} (${first.code})${others}`, width);
}

function tacticNames(rule: Rule): readonly string[] {
  const names = [...new Set(rule.threat.map(({ tactic }) => tactic.name))];
  return names.length === 0 ? [] : [names.join(', ')];
}

const STATE_WORDS: { readonly [S in RuleState]: string } = {
  runs: 'run',
  deprecated: 'deprecated',
  unsupported: 'not supported yet',
  failed: 'failed',
};

function countLine(entries: readonly RuleEntry[], colors: Colors): string {
  const counts = new Map<RuleState, number>();
  for (const { state } of entries) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = (Object.keys(STATE_WORDS) as RuleState[]).flatMap(state => {
    const count = counts.get(state) ?? 0;
    if (count === 0) return [];
    const text = `${grouped(count)} ${STATE_WORDS[state]}`;
    return [state === 'runs' ? colors.green(text) : state === 'failed' ? colors.red(text) : text];
  });
  return [counted(entries.length, 'rule'), ...(parts.length > 0 ? [parts.join(', ')] : [])].join(': ');
}

/** A rule of the list as data: these names stay. */
export function ruleJson({ rule, file, state, whyNot }: RuleEntry): object {
  const window = windowOf(rule);
  return {
    rule_id: rule.rule_id,
    name: rule.name,
    type: rule.type,
    severity: rule.severity,
    risk_score: rule.risk_score,
    version: rule.version,
    enabled: rule.enabled,
    state,
    why_not: whyNot.map(({ code, message }) => ({ code, message })),
    interval: rule.interval,
    from: rule.from,
    to: rule.to,
    look_back_seconds: window === undefined ? null : window.lengthMs / 1000,
    tactics: rule.threat.map(({ tactic: { id, name } }) => ({ id, name })),
    tags: rule.tags,
    index: rule.index ?? [],
    file,
  };
}

type Column = readonly [name: string, value: (entry: RuleEntry) => unknown];

const columns: readonly Column[] = [
  ['rule_id', ({ rule }) => rule.rule_id],
  ['name', ({ rule }) => rule.name],
  ['type', ({ rule }) => rule.type],
  ['severity', ({ rule }) => rule.severity],
  ['risk_score', ({ rule }) => rule.risk_score],
  ['state', ({ state }) => state],
  ['why_not', ({ whyNot }) => whyNot.map(({ code, message }) => `${code} ${message}`).join('; ')],
  ['interval', ({ rule }) => rule.interval],
  ['from', ({ rule }) => rule.from],
  ['tactics', ({ rule }) => rule.threat.map(({ tactic }) => `${tactic.id} ${tactic.name}`).join('; ')],
  ['tags', ({ rule }) => rule.tags.join('; ')],
  ['file', ({ file }) => file],
];

export function ruleCsv(entries: readonly RuleEntry[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...entries.map(entry => columns.map(([, value]) => csvCell(value(entry)))),
  ];
  return lines.map(cells => `${cells.join(',')}\r\n`).join('');
}
