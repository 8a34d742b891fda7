/** The searches that a guide proposes, as queries that can be run. Pure. */
import type { InvestigateCondition, InvestigatePart } from '../../alerts/guide.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import { literalText } from './quoted-text.ts';

export interface GuideSearch {
  readonly label: string;
  /** KQL. */
  readonly query: string;
  /** Over alerts, as a clause of Elastic's query DSL; undefined: over events. */
  readonly alertClause: JsonObject | undefined;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Fields that it needs and the alert does not have: it cannot be run. */
  readonly missing: readonly string[];
}

/** What a guide says no time for is looked for so long before and after the alert. */
const AROUND_MS = 15 * 60_000;

/** `now` of a guide is the time of the alert, so that an old alert is looked into as it was when it was new. */
export function guideSearch(part: InvestigatePart, alertAtMs: number): GuideSearch {
  const groups = part.groups.filter(group => group.length > 0);
  const isOverAlerts = groups.some(group =>
    group.some(
      ({ field, isExcluded, values }) => field === 'event.kind' && !isExcluded && values.includes('signal'),
    ),
  );
  const texts = groups.map(group => group.map(conditionText).join(' and '));
  return {
    label: part.label === '' ? 'search' : part.label,
    query: texts.length > 1 ? texts.map(text => `(${text})`).join(' or ') : (texts[0] ?? ''),
    alertClause: isOverAlerts ? clauseOf(groups) : undefined,
    from: isoOf(part.from, alertAtMs) ?? new Date(alertAtMs - AROUND_MS).toISOString(),
    // What follows an alert is of no less concern than what came before.
    to: new Date(
      Math.max(Date.parse(isoOf(part.to, alertAtMs) ?? ''), alertAtMs) + AROUND_MS || alertAtMs + AROUND_MS,
    ).toISOString(),
    missing: [...new Set(groups.flat().flatMap(({ values }) => values.flatMap(placeholdersIn)))],
  };
}

function placeholdersIn(value: string | number | boolean): readonly string[] {
  return typeof value === 'string'
    ? [...value.matchAll(/\{\{\s*([\w.@-]+)\s*\}\}/g)].map(([, field]) => field ?? '')
    : [];
}

function conditionText({ field, isExcluded, isRange, values }: InvestigateCondition): string {
  const bounds = isRange ? values.flatMap(value => boundsOf(value)) : [];
  const text =
    bounds.length > 0
      ? bounds.map(([operator, bound]) => `${field} ${operator} ${literalText(bound)}`).join(' and ')
      : values.length === 0
        ? `${field}: *`
        : values.length === 1
          ? `${field}: ${literalText(values[0] ?? '')}`
          : `${field}: (${values.map(literalText).join(' or ')})`;
  return isExcluded ? `not (${text})` : text;
}

const OPERATORS: { readonly [key: string]: string } = { gte: '>=', gt: '>', lte: '<=', lt: '<' };

/** Of a range as guides have it, `{"gte":1,"lt":5}`. */
function boundsOf(
  value: string | number | boolean,
): readonly (readonly [operator: string, bound: string | number])[] {
  if (typeof value !== 'string') return [];
  try {
    const range = JSON.parse(value) as Json;
    if (!isJsonObject(range)) return [];
    return Object.entries(range).flatMap(([key, bound]) => {
      const operator = OPERATORS[key];
      return operator !== undefined && (typeof bound === 'string' || typeof bound === 'number')
        ? [[operator, bound] as const]
        : [];
    });
  } catch {
    return [];
  }
}

function clauseOf(groups: readonly (readonly InvestigateCondition[])[]): JsonObject {
  const group = (conditions: readonly InvestigateCondition[]): JsonObject => {
    // That it is an alert goes without saying among alerts.
    const own = conditions.filter(({ field }) => field !== 'event.kind');
    const terms = (isExcluded: boolean): readonly JsonObject[] =>
      own
        .filter(condition => condition.isExcluded === isExcluded)
        .map(({ field, values }) => ({ terms: { [field]: [...values] } }));
    return { bool: { filter: terms(false), must_not: terms(true) } };
  };
  return { bool: { should: groups.map(group), minimum_should_match: 1 } };
}

const UNITS: { readonly [unit: string]: number } = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** ISO 8601 of `now-48h/h` or of a time; undefined for what is neither. A rounded time is rounded down. */
function isoOf(text: string | undefined, nowMs: number): string | undefined {
  if (text === undefined) return undefined;
  const math = /^now(?:([+-])(\d{1,6})([smhdw]))?(?:\/([smhdw]))?$/.exec(text);
  if (math === null) {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  }
  const [, sign, amount, unit, rounding] = math;
  const moved = nowMs + (sign === '-' ? -1 : 1) * Number(amount ?? 0) * (UNITS[unit ?? 's'] ?? 0);
  const step = UNITS[rounding ?? ''] ?? 1;
  return new Date(Math.floor(moved / step) * step).toISOString();
}
