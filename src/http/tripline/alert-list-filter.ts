/** Which alerts a list asks for: a query, a window and chosen values, as one condition. */
import { alertSchema } from '../../alerts/alert-schema.ts';
import type { AlertFilters, NewSnapshotBody } from '../../api/alert-list.ts';
import type { TimeWindow } from '../../detect/detection.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { Schema } from '../../event/schema.ts';
import { compileKqlCondition } from '../../lang/kql/index.ts';
import { fieldsOf } from '../../plan/fields-read.ts';
import type { Predicate } from '../../plan/predicate.ts';
import { sourceText } from '../../source/source-text.ts';
import { HttpProblem } from '../problems.ts';
import { settleNow } from '../signals/alert-query.ts';
import { windowOfBody } from './query-plan.ts';

const BLOCK_TYPE = 'kibana.alert.building_block_type';

/** What people write in a list of alerts, for what they would have to look up. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['severity', 'kibana.alert.severity'],
  ['risk', 'kibana.alert.risk_score'],
  ['status', 'kibana.alert.workflow_status'],
  ['reason', 'kibana.alert.workflow_reason'],
  ['assignee', 'kibana.alert.workflow_assignee_ids'],
  ['tag', 'kibana.alert.workflow_tags'],
  ['rule', 'kibana.alert.rule.name'],
]);

const listSchema: Schema = {
  ...alertSchema,
  typeOf: path => alertSchema.typeOf(SHORT_NAMES.get(path) ?? path),
  sourceOf: path => SHORT_NAMES.get(path) ?? alertSchema.sourceOf?.(path) ?? path,
};

export interface ListFilter {
  readonly filter: Predicate;
  readonly window: TimeWindow | undefined;
}

/**
 * Building blocks of sequences never pass; alerts of building-block rules do where the query names their field.
 * @throws HttpProblem for a query or a window that cannot be understood
 */
export function listFilter(body: NewSnapshotBody, nowMs: number): ListFilter {
  const window = windowOfBody(body, nowMs);
  const query = queryCondition(body.query, nowMs);
  const namesBlocks = query !== undefined && [...fieldsOf(query)].some(({ path }) => path === BLOCK_TYPE);
  const terms: Predicate[] = [
    without(namesBlocks ? 'kibana.alert.group.index' : BLOCK_TYPE),
    ...(query === undefined ? [] : [query]),
    ...(window === undefined ? [] : [within(window)]),
    ...chosen(body.filters ?? {}),
  ];
  return { filter: { kind: 'all', terms }, window };
}

function queryCondition(query: string | undefined, nowMs: number): Predicate | undefined {
  if (query === undefined || query.trim() === '') return undefined;
  const { diagnostics, value } = compileKqlCondition(sourceText('<query>', query), { schema: listSchema });
  if (value === undefined)
    throw new HttpProblem('invalid', 'the query cannot run; `diagnostics` say why and where', diagnostics);
  return settleNow(value, nowMs);
}

/** Neither one event of a sequence nor of a building-block rule. */
export function isAlertOfItsOwn(): Predicate {
  return without(BLOCK_TYPE);
}

export function sinceTime(ms: number): Predicate {
  return { kind: 'range', field: { path: '@timestamp', type: 'date' }, op: '>=', value: formatTimestamp(ms) };
}

function within({ fromMs, toMs }: TimeWindow): Predicate {
  const bounds = [
    { op: '>=', value: formatTimestamp(fromMs) },
    { op: '<=', value: formatTimestamp(toMs) },
  ] as const;
  return { kind: 'between', field: { path: '@timestamp', type: 'date' }, bounds };
}

function without(path: string): Predicate {
  return { kind: 'not', term: exists(path) };
}

function exists(path: string): Predicate {
  return { kind: 'exists', field: { path, type: alertSchema.typeOf(path) ?? 'unknown' } };
}

const FILTERED: { readonly [K in Exclude<keyof AlertFilters, 'technique'>]: string } = {
  severity: 'kibana.alert.severity',
  status: 'kibana.alert.workflow_status',
  ruleId: 'kibana.alert.rule.rule_id',
  host: 'host.name',
  user: 'user.name',
  tactic: 'kibana.alert.rule.threat.tactic.id',
  assignee: 'kibana.alert.workflow_assignee_ids',
  tag: 'kibana.alert.workflow_tags',
};

function chosen({ technique, ...filters }: AlertFilters): readonly Predicate[] {
  const terms = Object.entries(FILTERED).flatMap(([name, path]) => {
    const values = filters[name as keyof typeof FILTERED];
    return values === undefined ? [] : [anyValue(path, values)];
  });
  if (technique !== undefined) terms.push({ kind: 'any', terms: technique.map(techniqueIs) });
  return terms;
}

/** An empty text means those that have no value. */
function anyValue(path: string, values: readonly string[]): Predicate {
  const named = values.filter(value => value !== '');
  const terms: Predicate[] = named.length === 0 ? [] : [equals(path, named)];
  if (named.length < values.length) terms.push(without(path));
  return { kind: 'any', terms };
}

const TECHNIQUE = 'kibana.alert.rule.threat.technique';

/** A sub-technique (`T1218.011`) is of its technique, by which alerts are found sooner. */
function techniqueIs(id: string): Predicate {
  const [parent = ''] = id.split('.', 1);
  if (parent === '') return without(`${TECHNIQUE}.id`);
  if (parent === id) return equals(`${TECHNIQUE}.id`, [id]);
  const terms = [equals(`${TECHNIQUE}.id`, [parent]), equals(`${TECHNIQUE}.subtechnique.id`, [id])];
  return { kind: 'all', terms };
}

export function equals(path: string, values: readonly string[]): Predicate {
  return { kind: 'equals', field: { path, type: 'keyword' }, values, ignoreCase: false };
}
