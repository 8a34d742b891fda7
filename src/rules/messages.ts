/** Everything that is said about rules: reading them, and running or advising on them. */
import { nearest } from '../base/did-you-mean.ts';
import type { Json } from '../event/json.ts';
import type { NeverHolds } from '../plan/never.ts';
import type { FieldTest } from '../plan/predicate.ts';
import { printPredicate } from '../plan/print-plan.ts';
import { type DiagnosticCode, diagnosticCodes } from '../source/codes/index.ts';
import type { Diagnostic, Label, Severity } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import type { Span } from '../source/span.ts';
import type { Problem } from './field-readers.ts';
import type { KeyPath, KeyPlace, KeyPlaces } from './key-places.ts';
import type { Rule, RuleOrigin, RuleSeverity } from './rule.ts';

/** A file, and where the keys of a rule stand in it. */
export interface RulePlace {
  readonly source: SourceText;
  readonly places?: KeyPlaces | undefined;
}

export function notARule(source: SourceText): Diagnostic {
  return about(source, () => undefined, '', {
    code: 'RUL002',
    severity: 'error',
    message: 'this file holds no rule',
    notes: [
      'expected TOML with a `[rule]` table, JSON or NDJSON as Kibana exports rules, or the text of a published rule page',
    ],
    help: 'name rule files, or the folder they stand in',
  });
}

/** `rule` has the id of `other`, which was loaded before it. */
export function sameRuleId(rule: Rule, other: Rule): Diagnostic {
  return {
    code: 'RUL005',
    severity: 'error',
    message: `the rule id \`${rule.rule_id}\` is taken by \`${other.name}\``,
    labels: [labelOfId(rule, ''), labelOfId(other, 'loaded first')].filter(label => label !== undefined),
    file: rule.origin.source.name,
    notes: [],
    help: 'give this rule an id of its own, or load only one of them',
  };
}

function labelOfId({ origin }: Rule, text: string): Label | undefined {
  const place = origin.places?.find(['rule_id']) ?? origin.places?.find(['name']);
  return place === undefined ? undefined : { source: origin.source, span: place.value, text };
}

export function brokenToml(source: SourceText, at: Span, reason: string): Diagnostic {
  return about(source, () => at, reason, {
    code: 'RUL003',
    severity: 'error',
    message: `the TOML cannot be read: ${reason}`,
    help: 'mend the syntax at this place',
  });
}

export function brokenJson(source: SourceText, at: Span, reason: string): Diagnostic {
  return about(source, () => at, reason, {
    code: 'RUL004',
    severity: 'error',
    message: `the JSON cannot be read: ${reason}`,
    help: 'mend the syntax at this place',
  });
}

export function unknownKey(where: RulePlace, path: KeyPath, near: string | undefined): Diagnostic {
  return about(where.source, () => keySpan(where, path), 'nothing reads this key', {
    code: 'RUL010',
    severity: 'warning',
    message: `unknown key \`${pathText(path)}\``,
    help:
      near === undefined
        ? 'check its spelling, or take it out'
        : `did you mean \`${pathText([...path.slice(0, -1), near])}\`?`,
  });
}

export function missingKey(where: RulePlace, key: string, means: string): Diagnostic {
  return about(where.source, () => where.places?.find([])?.key, '', {
    code: 'RUL011',
    severity: 'error',
    message: `the rule has no \`${key}\``,
    notes: [`\`${key}\`: ${means}`],
    help: `add \`${key}\``,
  });
}

export function wrongValue(where: RulePlace, { path, expected, found, words }: Problem): Diagnostic {
  const near = words && typeof found === 'string' ? nearest(found, words) : undefined;
  return about(where.source, () => valueSpan(where, path), `expected ${expected}`, {
    code: 'RUL012',
    severity: 'error',
    message: `\`${pathText(path)}\` must be ${expected}, found ${describeFound(found)}`,
    ...(words && { notes: [`it can be ${words.map(word => `\`${word}\``).join(', ')}`] }),
    ...(near !== undefined && { help: `did you mean \`${near}\`?` }),
    ...(found === undefined && { help: `add \`${pathText(path)}\`` }),
  });
}

export function wrongLanguage(
  where: RulePlace,
  type: string,
  language: string,
  expected: string,
): Diagnostic {
  return about(where.source, () => valueSpan(where, ['language']), `expected \`${expected}\``, {
    code: 'RUL013',
    severity: 'error',
    message: `a rule of type \`${type}\` is written in \`${expected}\`, found language \`${language}\``,
    help: `write \`${expected}\`, or change the type`,
  });
}

export function unsupportedType(where: RulePlace, type: string): Diagnostic {
  return about(where.source, () => valueSpan(where, ['type']), 'read, but not run', {
    code: 'RUL901',
    severity: 'error',
    message: `rules of type \`${type}\` do not run yet`,
  });
}

export function unsupportedFilter(where: RulePlace, path: KeyPath, subject: string): Diagnostic {
  return about(where.source, () => keySpan(where, path), 'read, but not applied', {
    code: 'RUL903',
    severity: 'error',
    message: `filters with ${subject} do not run yet`,
    notes: ['without its filters the rule would alert on more than it says'],
  });
}

export function unsupportedLanguage(where: RulePlace, key: string, language: string): Diagnostic {
  return about(where.source, () => valueSpan(where, [key]), 'read, but not run', {
    code: 'RUL904',
    severity: 'error',
    message: `queries in \`${language}\` do not run yet`,
    help: 'write the query in KQL, with `language = "kuery"`',
  });
}

export function shortLookBack(
  where: RulePlace,
  key: 'from' | 'interval',
  from: string,
  interval: string,
): Diagnostic {
  return about(where.source, () => valueSpan(where, [key]), '', {
    code: 'RUL501',
    severity: 'warning',
    message: `the rule looks back \`${from}\` but runs only every \`${interval}\`: events between two windows are never searched`,
    help: 'let `from` reach back further than the interval',
  });
}

export function maxspanPastOverlap(
  where: RulePlace,
  key: 'from' | 'interval',
  maxspanSeconds: number,
  overlapSeconds: number,
): Diagnostic {
  return about(where.source, () => valueSpan(where, [key]), '', {
    code: 'RUL502',
    severity: 'warning',
    message: `sequences may take ${maxspanSeconds} s but two runs overlap by ${overlapSeconds} s only`,
    notes: ['a sequence that straddles two runs can be missed, as neither of them sees it whole'],
    help: 'let `from` reach back at least interval and maxspan together',
  });
}

export function noIndexPatterns(where: RulePlace, hasDataView: boolean): Diagnostic {
  return about(where.source, () => where.places?.find([])?.key, '', {
    code: 'RUL503',
    severity: 'warning',
    message: hasDataView
      ? 'the rule names a data view, which is not known here, and no index patterns: it reads every index'
      : 'the rule names no index patterns: it reads every index',
    help: 'add `index`, a list of patterns such as `logs-endpoint.events.*`',
  });
}

export function neverTrue(
  origin: RuleOrigin,
  { parts, alternative }: NeverHolds,
  step: string | undefined,
): Diagnostic {
  const texts = parts.map(part => printPredicate(part, { most: MOST_SHOWN }));
  const what =
    alternative === undefined
      ? step === undefined
        ? 'no event can meet this query'
        : `no event can meet ${step}`
      : `one side of an \`or\` can never be true${step === undefined ? '' : ` in ${step}`}`;
  const labels = parts.flatMap(part => labelInQuery(origin, printPredicate(part)));
  return {
    ...about(origin.source, () => keySpan(origin, ['query']), '', {
      code: 'RUL504',
      severity: 'warning',
      message: [what, ...whyNever(texts)].join(': '),
      notes:
        alternative === undefined
          ? []
          : [`the side is \`${printPredicate(alternative, { most: MOST_SHOWN })}\``],
      help:
        alternative === undefined ? 'change it, or the rule never fires' : 'change it, or take that side out',
    }),
    ...(labels.length > 0 && { labels }),
  };
}

function whyNever([first, second]: readonly string[]): readonly string[] {
  if (first === undefined) return [];
  return [
    second === undefined
      ? `\`${first}\` asks for what the field cannot hold`
      : `\`${first}\` and \`${second}\` exclude each other`,
  ];
}

/** Members of a list that a message shows. */
const MOST_SHOWN = 3;

export function subsumedRule(narrow: Rule, wide: Rule): Diagnostic {
  return about(narrow.origin.source, () => keySpan(narrow.origin, ['query']), '', {
    code: 'RUL505',
    severity: 'warning',
    message: `\`${narrow.name}\` adds nothing to \`${wide.name}\``,
    notes: [
      `all that this rule alerts on, \`${wide.rule_id}\` alerts on too, with severity ${wide.severity} (this one: ${narrow.severity})`,
      `it stands in ${wide.origin.source.name}`,
    ],
    help: 'take this rule out, give it a higher severity, or exclude its events from the other one',
  });
}

export function fieldWithoutSource(origin: RuleOrigin, path: string, indices: readonly string[]): Diagnostic {
  const [label] = labelInQuery(origin, path);
  return {
    ...about(origin.source, () => keySpan(origin, ['query']), '', {
      code: 'RUL506',
      severity: 'warning',
      message: `no index of this rule has \`${path}\``,
      notes: [
        `the field comes with ${indices.map(start => `\`${start}*\``).join(', ')}`,
        `the rule reads ${quotedList(origin.written['index'])}`,
      ],
      help: 'add such a pattern to `index`, or leave the condition out',
    }),
    ...(label !== undefined && { labels: [{ ...label, text: 'always missing' }] }),
  };
}

export function openPatterns(origin: RuleOrigin, test: FieldTest): Diagnostic {
  const [label] = labelInQuery(origin, test.field.path);
  return {
    ...about(origin.source, () => keySpan(origin, ['query']), '', {
      code: 'RUL507',
      severity: 'warning',
      message: `nothing but \`${printPredicate(test, { most: MOST_SHOWN })}\` finds the events of this rule, and no index can look that up`,
      notes: [
        'such a pattern has to be tried on every value of the field: it begins with `*` and holds no longer text',
      ],
      help: 'add a condition on a rare value, or a longer text to each pattern',
    }),
    ...(label !== undefined && { labels: [label] }),
  };
}

export function severityAndRiskDisagree(rule: Rule, band: string, fitting: RuleSeverity): Diagnostic {
  const { severity, risk_score, origin } = rule;
  return about(origin.source, () => valueSpan(origin, ['risk_score']), '', {
    code: 'RUL508',
    severity: 'warning',
    message: `severity \`${severity}\` and risk score ${risk_score} disagree: ${band} is \`${fitting}\``,
    help: `use the score of the severity (${SCORES}), or the other severity`,
  });
}

const SCORES = 'low 21, medium 47, high 73, critical 99';

export function tacticTagWithoutThreat(where: RulePlace, at: number, name: string): Diagnostic {
  return about(where.source, () => valueSpan(where, ['tags', at]), '', {
    code: 'RUL509',
    severity: 'warning',
    message: `the tag says tactic \`${name}\`, and \`threat\` does not`,
    help: 'add the tactic to `threat`, or take the tag out',
  });
}

export function wrongTacticName(
  where: RulePlace,
  at: number,
  id: string,
  found: string,
  names: readonly string[],
): Diagnostic {
  return about(where.source, () => valueSpan(where, ['threat', at, 'tactic', 'name']), '', {
    code: 'RUL509',
    severity: 'warning',
    message: `the tactic \`${id}\` is called ${names.map(name => `\`${name}\``).join(' or ')}, found \`${found}\``,
    help: 'use the id and the name of one tactic',
  });
}

export function unknownAllowedCode(where: RulePlace, path: KeyPath, found: string): Diagnostic {
  const near = nearest(found, Object.keys(diagnosticCodes));
  return about(where.source, () => valueSpan(where, path), '', {
    code: 'RUL510',
    severity: 'warning',
    message: `\`${found}\` is no code of a warning`,
    help: near === undefined ? 'take it out' : `did you mean \`${near}\`?`,
  });
}

/** The place of a text in the query, if it stands there just so. */
function labelInQuery({ query }: RuleOrigin, text: string): readonly Label[] {
  const start = query?.text.indexOf(text) ?? -1;
  if (query === undefined || start < 0) return [];
  return [{ source: query, span: { start, end: start + text.length }, text: '' }];
}

function quotedList(written: Json | undefined): string {
  return Array.isArray(written) ? written.map(item => `\`${String(item)}\``).join(', ') : 'every index';
}

interface Wording {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly notes?: readonly string[];
  readonly help?: string;
}

/** @param spanOf is asked when the labels are: to find a place in a file takes longer than to read the rule in it. */
function about(
  source: SourceText,
  spanOf: () => Span | undefined,
  text: string,
  wording: Wording,
): Diagnostic {
  let labels: readonly Label[] | undefined;
  return {
    notes: [],
    ...wording,
    get labels() {
      const span = labels === undefined ? spanOf() : undefined;
      labels ??= span === undefined ? [] : [{ source, span, text }];
      return labels;
    },
    file: source.name,
  };
}

function keySpan(where: RulePlace, path: KeyPath): Span | undefined {
  return nearestPlace(where, path)?.key;
}

export function valueSpan(where: RulePlace, path: KeyPath): Span | undefined {
  return nearestPlace(where, path)?.value;
}

/** A value that is absent, or that its format has no place for, is shown at what holds it. */
function nearestPlace(where: RulePlace, path: KeyPath): KeyPlace | undefined {
  for (let length = path.length; length > 0; length--) {
    const place = where.places?.find(path.slice(0, length));
    if (place !== undefined) return place;
  }
  return undefined;
}

/** `threat[0].tactic.id` */
export function pathText(path: KeyPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

const LONGEST_QUOTE = 60;

export function describeFound(found: Json | undefined): string {
  if (found === undefined) return 'nothing';
  if (found === null) return '`null`';
  if (typeof found === 'object') return Array.isArray(found) ? 'a list' : 'a table';
  const text = JSON.stringify(found);
  return `\`${text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`}\``;
}
