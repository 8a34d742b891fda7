/** Which rules a list shows, in which order, and how many there are of each kind: pure, on the rows of an overview. */
import type { RuleOverviewRow } from '../../../api/rules-overview.ts';

/** Counts of the head, each of which is a filter. */
export const KINDS = ['on', 'off', 'gaps', 'failing', 'neverFires', 'drafts', 'unsupported'] as const;
export type RuleKind = (typeof KINDS)[number];

export const KIND_WORDS: { readonly [kind in RuleKind]: string } = {
  on: 'on',
  off: 'off',
  gaps: 'with gaps',
  failing: 'failing',
  neverFires: 'never can fire',
  drafts: 'drafts',
  unsupported: 'not supported',
};

export const FACETS = ['tactic', 'tag', 'severity', 'type', 'source'] as const;
export type FacetName = (typeof FACETS)[number];

export const SORTS = ['attention', 'name', 'severity', 'run', 'alerts', 'gap', 'problems'] as const;
export type RuleSort = (typeof SORTS)[number];

export interface RuleFilter {
  readonly words: string;
  readonly kind: RuleKind | undefined;
  /** Of each facet, any of the values passes; none: all do. */
  readonly facets: { readonly [name in FacetName]: readonly string[] };
  readonly sort: RuleSort;
  readonly isReversed: boolean;
}

export interface FacetValue {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

const SEPARATOR = '|';
const NO_TACTIC = 'none';
const OWN = 'by API';

export function filterOf(params: URLSearchParams): RuleFilter {
  const kind = params.get('show');
  const sort = params.get('sort') ?? '';
  const name = sort.replace(/^-/, '');
  return {
    words: params.get('q') ?? '',
    kind: KINDS.find(one => one === kind),
    facets: {
      tactic: valuesIn(params.get('tactic')),
      tag: valuesIn(params.get('tag')),
      severity: valuesIn(params.get('severity')),
      type: valuesIn(params.get('type')),
      source: valuesIn(params.get('source')),
    },
    sort: SORTS.find(one => one === name) ?? 'attention',
    isReversed: sort.startsWith('-'),
  };
}

/** As it stands in the address; undefined for none. */
export function valuesText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.map(escaped).join(SEPARATOR);
}

/** The rest is escaped by the address itself. */
function escaped(value: string): string {
  return value.replace(/[%|]/g, encodeURIComponent);
}

function valuesIn(text: string | null): readonly string[] {
  return text === null || text === ''
    ? []
    : text.split(SEPARATOR).map(value => {
        try {
          return decodeURIComponent(value);
        } catch {
          return value;
        }
      });
}

/** The rows that pass, in order. */
export function filteredRules(
  rules: readonly RuleOverviewRow[],
  filter: RuleFilter,
): readonly RuleOverviewRow[] {
  const words = wordsOf(filter.words);
  const passing = rules.filter(rule => passes(rule, filter, words));
  const sign = filter.isReversed ? -1 : 1;
  const compare = COMPARE[filter.sort];
  return passing.sort((a, b) => sign * compare(a, b) || byName(a, b));
}

/** What choosing a value would leave: counted over the rules that pass all else. */
export function facetValues(
  rules: readonly RuleOverviewRow[],
  filter: RuleFilter,
  name: FacetName,
): readonly FacetValue[] {
  const others = { ...filter, facets: { ...filter.facets, [name]: [] } };
  const words = wordsOf(filter.words);
  const found = new Map<string, { label: string; count: number }>();
  for (const rule of rules) {
    if (!passes(rule, others, words)) continue;
    for (const { label, value } of FACET_OF[name](rule)) {
      const known = found.get(value);
      if (known === undefined) found.set(value, { label, count: 1 });
      else known.count += 1;
    }
  }
  for (const value of filter.facets[name])
    if (!found.has(value)) found.set(value, { label: value, count: 0 });
  const values = [...found].map(([value, { count, label }]) => ({ value, label, count }));
  const rank = (value: string): number => -(SEVERITY_RANK[value] ?? 0);
  return values.sort((a, b) =>
    name === 'severity' ? rank(a.value) - rank(b.value) : b.count - a.count || (a.label < b.label ? -1 : 1),
  );
}

export function isOfKind(rule: RuleOverviewRow, kind: RuleKind): boolean {
  switch (kind) {
    case 'on':
      return rule.isEnabled;
    case 'off':
      return !rule.isEnabled;
    case 'gaps':
      return rule.gapMs > 0;
    case 'failing':
      return rule.isEnabled && rule.lastRun?.outcome === 'failed';
    case 'neverFires':
      return rule.readiness === 'no-data';
    case 'drafts':
      return rule.readiness === 'draft';
    case 'unsupported':
      return rule.readiness === 'unsupported';
  }
}

/** The folder of the file that a rule comes from. */
export function sourceOf({ file }: RuleOverviewRow): string {
  if (file === undefined) return OWN;
  const at = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  return at <= 0 ? file : file.slice(0, at);
}

function passes(
  rule: RuleOverviewRow,
  { facets, kind }: Pick<RuleFilter, 'facets' | 'kind'>,
  words: readonly string[],
): boolean {
  if (kind !== undefined && !isOfKind(rule, kind)) return false;
  for (const name of FACETS) {
    const wanted = facets[name];
    if (wanted.length > 0 && !FACET_OF[name](rule).some(({ value }) => wanted.includes(value))) return false;
  }
  if (words.length === 0) return true;
  const text = searchTextOf(rule);
  return words.every(word => text.includes(word));
}

const FACET_OF: {
  readonly [name in FacetName]: (
    rule: RuleOverviewRow,
  ) => readonly { readonly value: string; readonly label: string }[];
} = {
  tactic: ({ tactics }) =>
    tactics.length === 0
      ? [{ value: NO_TACTIC, label: 'no tactic' }]
      : unique(tactics.map(({ id, name }) => ({ value: id, label: name }))),
  tag: ({ tags }) => unique(tags.map(tag => ({ value: tag, label: tag }))),
  severity: ({ severity }) => [{ value: severity, label: severity }],
  type: ({ type }) => [{ value: type, label: typeText(type) }],
  source: rule => [{ value: sourceOf(rule), label: sourceOf(rule) }],
};

function unique<T extends { readonly value: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map(one => [one.value, one])).values()];
}

const TYPES: { readonly [type: string]: string } = {
  eql: 'EQL',
  esql: 'ES|QL',
  query: 'query',
  saved_query: 'saved query',
  threshold: 'threshold',
  new_terms: 'new terms',
  threat_match: 'indicators',
  machine_learning: 'machine learning',
};

export function typeText(type: string): string {
  return TYPES[type] ?? type;
}

const searchTexts = new WeakMap<RuleOverviewRow, string>();

function searchTextOf(rule: RuleOverviewRow): string {
  let text = searchTexts.get(rule);
  if (text === undefined) {
    text = [
      ...[rule.name, rule.ruleId, rule.file ?? '', typeText(rule.type)],
      ...rule.tags,
      ...[...rule.tactics, ...rule.techniques].flatMap(({ id, name }) => [id, name]),
    ]
      .join('\n')
      .toLowerCase();
    searchTexts.set(rule, text);
  }
  return text;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

const SEVERITY_RANK: { readonly [name: string]: number } = { low: 1, medium: 2, high: 3, critical: 4 };

/** What is first asked of somebody: what fails, what has holes, what cannot fire, what is written wrong. */
function attentionOf(rule: RuleOverviewRow): number {
  if (isOfKind(rule, 'failing')) return 0;
  if (rule.isEnabled && rule.gapMs > 0) return 1;
  if (rule.isEnabled && rule.lastRun?.outcome === 'partial') return 2;
  if (rule.readiness === 'draft') return 3;
  if (rule.alerts24h.total > 0) return 4;
  if (rule.readiness === 'no-data') return 6;
  if (rule.readiness === 'unsupported') return 7;
  return rule.isEnabled ? 5 : 8;
}

type Compare = (a: RuleOverviewRow, b: RuleOverviewRow) => number;
const byName: Compare = (a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);

/** As one first wants to see them: the most first, names from A. */
const COMPARE: { readonly [sort in RuleSort]: Compare } = {
  attention: (a, b) => attentionOf(a) - attentionOf(b) || b.alerts24h.total - a.alerts24h.total,
  name: byName,
  severity: (a, b) =>
    (SEVERITY_RANK[b.severity] ?? 0) - (SEVERITY_RANK[a.severity] ?? 0) || b.riskScore - a.riskScore,
  run: (a, b) => Date.parse(b.lastRun?.at ?? '1970-01-01') - Date.parse(a.lastRun?.at ?? '1970-01-01'),
  alerts: (a, b) => b.alerts24h.total - a.alerts24h.total,
  gap: (a, b) => b.gapMs - a.gapMs,
  problems: (a, b) => b.problems - a.problems,
};
