/**
 * Pictures of rules that count, remember or compare: the keys of the rule, then a column for each event.
 *
 *     # a burst is one alert                                   name
 *     type threshold                                           keys of the rule, as text or JSON
 *     threshold {"field": "user.name", "value": 2}
 *     from now-4s
 *     --
 *     time       1  2    3                                     seconds; else 1, 2, 3, ...
 *     index      e  e    e                                     optional: indices
 *     user.name  a  a,b  _                                     `_` no such field, `null`, `a,b` several values
 *     ==>
 *     a: 2 events, 1 to 2                                      an alert; or `none`
 *
 * The columns are the order of arrival. The query is `any where true` unless it is given.
 */
import type { AlertDocument, SourceEvent } from '../../../src/alerts/alert-document.ts';
import { type FoundAlert, scan } from '../../../src/app/scan.ts';
import type { Json } from '../../../src/event/json.ts';
import type { EventInput } from '../../../src/ingest/event-input.ts';
import { compileRule } from '../../../src/rules/compile-rule.ts';
import { loadRuleText } from '../../../src/rules/load-rules.ts';
import { sourceText } from '../../../src/source/source-text.ts';

export interface RulePicture {
  readonly name: string;
  readonly rule: { readonly [key: string]: Json };
  /** By column, `_index` and `_source` as search hits have them. */
  readonly events: readonly { readonly [key: string]: Json }[];
  readonly expected: readonly string[];
}

export function parsePictures(text: string): RulePicture[] {
  return text
    .split(/^(?=# )/m)
    .filter(part => part.startsWith('# '))
    .map(parsePicture);
}

function parsePicture(text: string): RulePicture {
  const [name = '', ...lines] = text.split('\n').filter(line => line.trim() !== '');
  const split = lines.indexOf('--');
  const arrow = lines.indexOf('==>');
  if (split < 0 || arrow < split) throw new Error(`${name}: no -- and ==>`);
  const keys = lines.slice(0, split).map((line): [string, Json] => {
    const [key = ''] = line.split(' ');
    const value = line.slice(key.length + 1).trim();
    return [key, /^[[{]|^\d+$/.test(value) ? JSON.parse(value) : value];
  });
  const rows = lines.slice(split + 1, arrow).map(line => line.split(/\s+/));
  const width = (rows[0]?.length ?? 1) - 1;
  for (const row of rows) if (row.length !== width + 1) throw new Error(`${name}: ${row[0]} is uneven`);
  const events = Array.from({ length: width }, (_, column) => {
    const fields = rows.flatMap(([field = '', ...cells]): [string, Json][] => {
      const cell = cells[column] ?? '_';
      return cell === '_' ? [] : [[field, valueOf(cell)]];
    });
    const { index = 'logs', time = column + 1, ...source } = Object.fromEntries(fields);
    const instant = new Date(1000 * Number(time));
    const timestamp = Number.isNaN(instant.getTime()) ? 'no time' : instant.toISOString();
    return { _index: index, _id: `${column + 1}`, _source: { '@timestamp': timestamp, ...source } };
  });
  return {
    name: name.slice(2),
    rule: Object.fromEntries(keys),
    events,
    expected: lines.slice(arrow + 1).filter(line => line !== 'none'),
  };
}

function valueOf(cell: string): Json {
  if (cell === '[]') return [];
  const values = cell.split(',').map((value): Json => {
    if (value === 'null') return null;
    return /^\d+$/.test(value) ? Number(value) : value;
  });
  const [first = null] = values;
  return values.length === 1 ? first : values;
}

export interface PictureResult {
  readonly lines: readonly string[];
  readonly ids: readonly string[];
  /** Notes of what could not take part. */
  readonly counts: { readonly untimed: number };
}

/** What a scan of the events tells when they come in this order. */
export async function scanPicture(
  picture: RulePicture,
  order: readonly number[] = [...picture.events.keys()],
): Promise<PictureResult> {
  const alerts: FoundAlert[] = [];
  const { counts } = await scan(
    [inputOf(order.map(at => picture.events[at] ?? {}))],
    [compiled(picture)],
    { executionUuid: 'run' },
    {
      onAlert: alert => void alerts.push(alert),
      onProblem: ({ message }) => {
        throw new Error(message);
      },
    },
  );
  return {
    lines: alerts.map(({ group: { alert }, match }) => lineOf(alert, match.events)),
    ids: alerts.map(({ group }) => group.alert['kibana.alert.uuid']).sort(),
    counts: { untimed: counts.tally.untimedHits },
  };
}

function compiled({ name, rule }: RulePicture): Parameters<typeof scan>[1][number] {
  const text = JSON.stringify({
    ...{ rule_id: name, name, description: 'd', severity: 'low', risk_score: 21 },
    ...{ language: 'eql', threat_language: 'eql', query: 'any where true', index: ['logs*'] },
    ...rule,
  });
  const loaded = loadRuleText(sourceText('rule', text)).rules[0]?.value;
  const checked = loaded === undefined ? undefined : compileRule(loaded);
  if (checked?.value === undefined)
    throw new Error(`${name}: ${checked?.diagnostics.map(({ message }) => message).join('; ')}`);
  return checked.value;
}

function inputOf(events: readonly object[]): EventInput {
  return {
    name: 'events.ndjson',
    async *bytes() {
      yield new TextEncoder().encode(events.map(event => `${JSON.stringify(event)}\n`).join(''));
    },
  };
}

function lineOf(alert: AlertDocument, events: readonly (SourceEvent | undefined)[]): string {
  const threshold = alert['kibana.alert.threshold_result'] as ThresholdResult | undefined;
  if (threshold !== undefined) {
    const group = threshold.terms.map(({ value }) => value).join('/');
    const values = threshold.cardinality.map(({ value }) => `, ${value} values`).join('');
    const to = secondsOf(alert['@timestamp']);
    return `${group}: ${threshold.count} events${values}, ${secondsOf(threshold.from)} to ${to}`;
  }
  const terms = alert['kibana.alert.new_terms'] as readonly Json[] | undefined;
  if (terms !== undefined) {
    const since = secondsOf(String(alert['kibana.alert.tripline.unseen_since']));
    return `${terms.join('/')}: event ${events[0]?.id}, unseen since ${since}`;
  }
  const threat = alert['threat'] as { enrichments: readonly Enrichment[] } | undefined;
  if (threat === undefined) return `event ${events[0]?.id}`;
  const matched = threat.enrichments.map(({ matched: { atomic, field, id } }) => `${field} ${atomic} of ${id}`);
  return `event ${events[0]?.id}: ${matched.join(', ')}`;
}

interface ThresholdResult {
  readonly terms: readonly { readonly value: Json }[];
  readonly cardinality: readonly { readonly value: number }[];
  readonly count: number;
  readonly from: string;
}

interface Enrichment {
  readonly matched: { readonly atomic: Json; readonly field: string; readonly id: string };
}

function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}
