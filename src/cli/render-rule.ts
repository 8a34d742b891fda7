/**
 * One rule, whole, for a detection engineer at a terminal: whether it runs, what it asks for step by step, what it
 * needs, what it says, and what is to be said about it.
 */
import type { RuleEntry } from '../app/rule-entries.ts';
import type { Json, JsonObject } from '../event/json.ts';
import { conditionsToRead } from '../explain/condition.ts';
import { type PlacedStep, placedSteps, stepName } from '../explain/query-steps.ts';
import { fieldsOfPlan } from '../plan/fields-read.ts';
import type { FieldRef } from '../plan/predicate.ts';
import type { QueryPlan } from '../plan/query.ts';
import { type Rule, type Threat, techniquesOf } from '../rules/rule.ts';
import { displayWidth, visible } from '../source/display-text.ts';
import { queryLines } from './color-query.ts';
import type { Colors } from './colors.ts';
import { span } from './numbers.ts';
import { BADGE_WIDTH, severityBadge } from './render-alert.ts';
import { lookBackText, overlapText } from './schedule-text.ts';
import { clip, pad, wrap, wrapWhole } from './wrap.ts';

/** `plan`: of a rule that compiled. */
export function renderRule(
  { rule, file, state, whyNot }: RuleEntry,
  plan: QueryPlan | undefined,
  width: number,
  colors: Colors,
): string {
  const titled = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0
      ? []
      : ['', colors.bold(title), ...lines.map(line => (line === '' ? '' : `  ${line}`))];
  const room = width - 2;
  const bullets = (texts: readonly string[]): readonly string[] =>
    texts.flatMap(text => hanging('- ', text, room));
  const [name = '', ...nameRest] = wrap(rule.name, width - BADGE_WIDTH - 1);
  const lines = [
    `${severityBadge(rule.severity, colors)} ${colors.bold(name)}`,
    ...nameRest.map(line => `${' '.repeat(BADGE_WIDTH + 1)}${colors.bold(line)}`),
    ...wrap(identity(rule).join(' · '), width).map(line => colors.dim(line)),
    colors.dim(clip(file, Math.max(width, displayWidth(file)))),
    ...runsLines(state, whyNot, width, colors),
    ...titled('What it finds', wrapWhole(rule.description, room)),
    ...titled(queryTitle(rule), queryLines(rule.query ?? '', rule.language ?? languageOf(rule), colors)),
    ...titled('Schedule', pairs(scheduleFacts(rule), room, colors)),
    ...(plan === undefined ? [] : titled(stepsTitle(plan), stepLines(plan, room, colors))),
    ...(plan === undefined
      ? []
      : titled('Fields it reads', columns(fieldsOfPlan(plan).map(fieldText), room))),
    ...titled('Data', pairs(dataFacts(rule), room, colors)),
    ...titled(
      'ATT&CK',
      rule.threat.flatMap(threat => threatLines(threat, room, colors)),
    ),
    ...titled('Settings', pairs(settings(rule), room, colors)),
    ...titled('Tags', wrap(rule.tags.join(', '), room)),
    ...titled('False positives', bullets(rule.false_positives)),
    ...titled('References', bullets(rule.references)),
    ...titled('Investigation guide', markdownLines(rule.note ?? '', room, colors)),
    ...titled('Setup', markdownLines(rule.setup, room, colors)),
  ];
  return `${lines.join('\n')}\n`;
}

function identity(rule: Rule): readonly string[] {
  return [
    rule.rule_id,
    rule.type,
    `risk ${rule.risk_score}`,
    `version ${rule.version}`,
    ...(rule.author.length > 0 ? [`by ${rule.author.join(', ')}`] : []),
  ];
}

function runsLines(
  state: RuleEntry['state'],
  whyNot: RuleEntry['whyNot'],
  width: number,
  colors: Colors,
): readonly string[] {
  if (state === 'runs') return [colors.green('runs here')];
  const reasons =
    state === 'deprecated'
      ? ['deprecated: runs only with `--deprecated`']
      : whyNot.map(({ code, message }) => `does not run: ${message} (${code})`);
  return reasons.flatMap(reason => wrap(reason, width)).map(line => colors.yellow(line));
}

function languageOf({ type }: Rule): string | undefined {
  return type === 'eql' || type === 'esql' ? type : undefined;
}

function queryTitle(rule: Rule): string {
  const language = rule.language ?? languageOf(rule);
  return language === undefined ? 'Query' : `Query, ${LANGUAGES[language] ?? language}`;
}

const LANGUAGES: { readonly [language: string]: string } = {
  eql: 'EQL',
  esql: 'ES|QL',
  kuery: 'KQL',
  lucene: 'Lucene',
};

type Fact = readonly [label: string, text: string];

function scheduleFacts(rule: Rule): readonly Fact[] {
  const overlap = overlapText(rule);
  return [
    ['every', rule.interval],
    ['looks back', `${lookBackText(rule)}${overlap === undefined ? '' : `: ${overlap}`}`],
    ['at most', `${rule.max_signals} alerts a run`],
    ...(rule.timestamp_override === undefined ? [] : [['window by', rule.timestamp_override] as const]),
  ];
}

function stepsTitle(plan: QueryPlan): string {
  switch (plan.kind) {
    case 'events':
      return 'What an event must be';
    case 'threshold': {
      const { by, distinct, least, windowMs } = plan;
      const groups = by.length === 0 ? '' : ` of one ${by.map(({ path }) => path).join(', ')}`;
      const values =
        distinct === undefined ? '' : `, with ${distinct.least} values of ${distinct.field.path}`;
      return `${least} events${groups} within ${span(windowMs)}${values}`;
    }
    case 'new-terms':
      return `A ${plan.terms.map(({ path }) => path).join(', ')} not seen for ${span(plan.historyMs)}`;
    case 'indicators':
      return 'Events, and the indicators that they are compared with';
    case 'sample':
      return 'Steps, in any order';
    case 'sequence': {
      const { maxspanMs } = plan;
      return maxspanMs === undefined
        ? 'Steps, in this order'
        : `Steps, in this order, within ${span(maxspanMs)}`;
    }
  }
}

function stepLines(plan: QueryPlan, room: number, colors: Colors): readonly string[] {
  const placed = placedSteps(plan);
  // A step that comes several times is told once.
  const steps = placed.filter(({ place }) => place.run === undefined || place.run.number === 1);
  const isOnlyOne = steps.length === 1;
  const lines = steps.flatMap((step, at) => [
    ...(isOnlyOne ? [] : [...(at > 0 ? [''] : []), colors.cyan(stepTitle(step))]),
    ...conditionLines(step, isOnlyOne ? room : room - 2).map(line => (isOnlyOne ? line : `  ${line}`)),
  ]);
  const until = plan.kind === 'sequence' ? plan.until : undefined;
  if (until === undefined) return lines;
  const conditions = conditionsToRead(until.filter).flatMap(({ text }) => hanging('', text, room - 2));
  return [...lines, '', colors.cyan('until'), ...conditions.map(line => `  ${line}`)];
}

function stepTitle({ kind, place }: PlacedStep): string {
  const { step, run } = place;
  const times = run === undefined ? '' : `, ${run.of} times`;
  return `${stepName({ step })}${times}${kind === 'absent' ? ', must not come' : ''}`;
}

function conditionLines({ step }: PlacedStep, room: number): readonly string[] {
  const conditions = conditionsToRead(step.filter).map(({ text }) => (text === 'true' ? 'any event' : text));
  const keys = step.by.map(({ field, optional }) => (optional ? `?${field.path}` : field.path));
  return [
    ...conditions.flatMap(text => hanging('', text, room)),
    ...(keys.length === 0 ? [] : hanging('', `joined by ${keys.join(', ')}`, room)),
  ];
}

function fieldText({ path, type }: FieldRef): string {
  return type === 'unknown' ? `${path} (not in ECS)` : `${path} (${type})`;
}

function dataFacts(rule: Rule): readonly Fact[] {
  const sources = rule.tags.flatMap(tag =>
    tag.startsWith(SOURCE_TAG) ? [tag.slice(SOURCE_TAG.length)] : [],
  );
  const { integration } = rule.origin.metadata ?? {};
  const integrations = Array.isArray(integration) ? integration.join(', ') : integration;
  const required = rule.extra['required_fields'];
  return [
    ...indexFacts(rule),
    ...(sources.length === 0 ? [] : [['sources', sources.join(', ')] as const]),
    ...(typeof integrations === 'string' ? [['integrations', integrations] as const] : []),
    ...(Array.isArray(required) ? [['fields', required.map(nameIn).join(', ')] as const] : []),
  ];
}

function indexFacts({ index = [], type, extra }: Rule): readonly Fact[] {
  if (index.length > 0) return [['indices', index.join(', ')]];
  // The query names them, or a job that runs elsewhere does.
  if (type === 'esql' || type === 'machine_learning') return [];
  const view = extra['data_view_id'];
  return [typeof view === 'string' ? ['data view', view] : ['indices', 'every index']];
}

const SOURCE_TAG = 'Data Source: ';

function nameIn(field: JsonObject): string {
  return String(field['name'] ?? '');
}

function threatLines(threat: Threat, room: number, colors: Colors): readonly string[] {
  const references = [threat.tactic, ...techniquesOf(threat)];
  return references.flatMap(({ id, name, reference }, at) => {
    const indent = at === 0 ? '' : id.includes('.') ? '    ' : '  ';
    const text = `${indent}${id} ${name}`;
    const isBeside = displayWidth(text) + 2 + displayWidth(reference) <= room;
    const link = colors.underline(colors.dim(visible(reference)));
    if (reference === '') return [clip(text, room)];
    return isBeside ? [`${visible(text)}  ${link}`] : [clip(text, room), `${indent}  ${link}`];
  });
}

/** What the model does not name, and what changes an alert; what others have noted about the rule is left out. */
function settings(rule: Rule): readonly Fact[] {
  const named: readonly (readonly [string, Json | undefined])[] = [
    ['enabled', rule.enabled ? undefined : false],
    ['building_block_type', rule.building_block_type],
    ['event_category_override', rule.event_category_override],
    ['timestamp_field', rule.timestamp_field],
    ['tiebreaker_field', rule.tiebreaker_field],
    ['rule_name_override', rule.rule_name_override],
    ['severity_mapping', rule.severity_mapping.length > 0 ? rule.severity_mapping : undefined],
    ['risk_score_mapping', rule.risk_score_mapping.length > 0 ? rule.risk_score_mapping : undefined],
    ['exceptions_list', rule.exceptions_list.length > 0 ? rule.exceptions_list : undefined],
    ['license', rule.license],
    ...Object.entries(rule.extra).filter(([key]) => !NOTED.has(key)),
  ];
  return named.flatMap(([key, value]): readonly Fact[] => {
    if (value === undefined || value === null) return [];
    return [[key, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}

const NOTED: ReadonlySet<string> = new Set([
  'meta',
  'required_fields',
  'related_integrations',
  'id',
  'immutable',
  'rule_source',
  'revision',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'execution_summary',
  'outcome',
]);

/** `label  text`, the texts below each other. */
function pairs(facts: readonly Fact[], room: number, colors: Colors): readonly string[] {
  const widest = Math.max(0, ...facts.map(([label]) => displayWidth(label)));
  const column = Math.min(widest, Math.floor(room / 2)) + 2;
  return facts.flatMap(([label, text]) => {
    const [first = '', ...more] = wrap(text, room - column);
    return [
      `${colors.dim(pad(clip(label, column - 2), column))}${first}`,
      ...more.map(line => `${' '.repeat(column)}${line}`),
    ];
  });
}

/** Texts beside each other in as many columns as fit, read downwards. */
function columns(texts: readonly string[], room: number): readonly string[] {
  const widest = Math.max(...texts.map(displayWidth), 1) + 2;
  const count = Math.max(1, Math.floor((room + 2) / widest));
  const rows = Math.ceil(texts.length / count);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: count }, (_, column) => {
      const text = texts[column * rows + row];
      return text === undefined ? '' : pad(visible(text), widest);
    })
      .join('')
      .trimEnd(),
  );
}

/** A paragraph whose later lines are set in: behind its mark, if it has one. */
function hanging(mark: string, text: string, room: number): readonly string[] {
  const indent = ' '.repeat(mark === '' ? 2 : mark.length);
  const [first = '', ...rest] = wrapWhole(text, room - mark.length);
  if (rest.length === 0) return [`${mark}${first}`];
  // Without a mark the first line has more room than the others.
  const more = mark === '' ? wrapWhole(visible(text.trim()).slice(first.length), room - indent.length) : rest;
  return [`${mark}${first}`, ...more.map(line => `${indent}${line}`)];
}

/** Markdown as it is written, in the width of the terminal: headings stand out, code stays as it is. */
function markdownLines(markdown: string, room: number, colors: Colors): readonly string[] {
  if (markdown.trim() === '') return [];
  const lines: string[] = [];
  let isCode = false;
  for (const line of markdown.trim().split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    else if (isCode) lines.push(colors.cyan(visible(line.replaceAll('\t', '    '))));
    else if (line.trim() === '') lines.push('');
    else if (/^#{1,6}\s/.test(line))
      lines.push(...wrapWhole(line.replace(/^#+\s+/, ''), room).map(text => colors.underline(text)));
    else {
      const [mark = ''] = /^\s*(?:(?:[-*+]|\d{1,3}[.)])\s+)?/.exec(line) ?? [];
      const text = line.slice(mark.length);
      lines.push(
        ...(mark === '' ? wrapWhole(text, room) : hanging(mark.replaceAll('\t', '    '), text, room)),
      );
    }
  }
  return lines;
}
