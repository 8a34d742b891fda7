/**
 * The columns of alerts: what searches and aggregations ask, beside the document. A column holds every value of its
 * field in the canonical form of its type (event/coerce.ts), so that a test of that type is decided by it:
 *
 *     host.name: ["a", "b"]                      host_name = ['a', 'b']
 *     @timestamp: "2024-01-01T00:00:00Z"         time = [1704067200000], time_text = ['2024-01-01T00:00:00Z']
 *
 * Where the document spells a value otherwise than the column gives it back (a name that is a number), the name of the
 * column stands in `odd`, and whoever wants the value itself reads the document.
 */
import { coerce } from '../../event/coerce.ts';
import { type RawValue, valuesOf } from '../../event/field-value.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import type { PatchParts } from '../alert-patch.ts';
import { shownText, storedText } from './stored-text.ts';

export interface AlertColumn {
  readonly field: string;
  readonly name: string;
  readonly type: 'keyword' | 'double' | 'date' | 'boolean';
  /** Has many different values; others are stored as numbers of a dictionary. */
  readonly isDiverse?: boolean;
  /** The migration that brought it; without one, it is as old as the table. */
  readonly since?: number;
}

export const UUID: AlertColumn = { field: 'kibana.alert.uuid', name: 'uuid', type: 'keyword' };

/** To add one: a line here, and a migration that fills it. */
const ALERT_COLUMNS: readonly AlertColumn[] = [
  { field: '@timestamp', name: 'time', type: 'date' },
  { field: 'kibana.alert.original_time', name: 'original_time', type: 'date' },
  { field: 'kibana.alert.rule.uuid', name: 'rule_uuid', type: 'keyword' },
  { field: 'kibana.alert.rule.rule_id', name: 'rule_id', type: 'keyword' },
  { field: 'kibana.alert.rule.name', name: 'rule_name', type: 'keyword' },
  { field: 'kibana.alert.rule.type', name: 'rule_type', type: 'keyword' },
  { field: 'kibana.alert.rule.tags', name: 'rule_tags', type: 'keyword' },
  { field: 'kibana.alert.rule.threat.tactic.id', name: 'tactic_id', type: 'keyword' },
  { field: 'kibana.alert.rule.threat.tactic.name', name: 'tactic_name', type: 'keyword' },
  { field: 'kibana.alert.rule.threat.technique.id', name: 'technique_id', type: 'keyword' },
  { field: 'kibana.alert.rule.threat.technique.name', name: 'technique_name', type: 'keyword' },
  { field: 'kibana.alert.severity', name: 'severity', type: 'keyword' },
  { field: 'kibana.alert.risk_score', name: 'risk_score', type: 'double' },
  { field: 'kibana.alert.status', name: 'status', type: 'keyword' },
  { field: 'kibana.alert.workflow_status', name: 'workflow_status', type: 'keyword' },
  { field: 'kibana.alert.workflow_tags', name: 'workflow_tags', type: 'keyword' },
  { field: 'kibana.alert.workflow_assignee_ids', name: 'assignees', type: 'keyword' },
  { field: 'kibana.alert.building_block_type', name: 'building_block_type', type: 'keyword' },
  { field: 'kibana.alert.group.id', name: 'group_id', type: 'keyword', isDiverse: true },
  { field: 'kibana.alert.tripline.superseded', name: 'superseded', type: 'boolean' },
  { field: 'host.name', name: 'host_name', type: 'keyword' },
  { field: 'user.name', name: 'user_name', type: 'keyword' },
  { field: 'process.name', name: 'process_name', type: 'keyword', since: 4 },
  { field: 'process.parent.name', name: 'process_parent_name', type: 'keyword', since: 4 },
  { field: 'kibana.alert.workflow_reason', name: 'workflow_reason', type: 'keyword', since: 4 },
];

const byField: ReadonlyMap<string, AlertColumn> = new Map(
  [UUID, ...ALERT_COLUMNS].map(column => [column.field, column]),
);

export function columnOf(field: string): AlertColumn | undefined {
  return byField.get(field);
}

const SQL_TYPES = { double: 'Float64', date: 'Int64', boolean: 'Bool' } as const;

/** Columns as a statement has them that makes a table. @param since those of this migration; undefined: the first ones */
export function columnDefinitions(since?: number): readonly string[] {
  return ALERT_COLUMNS.filter(column => column.since === since).flatMap(
    ({ isDiverse = false, name, type }) => {
      if (type === 'date') return [`${name} Array(Int64)`, `${textName(name)} Array(String)`];
      if (type !== 'keyword') return [`${name} Array(${SQL_TYPES[type]})`];
      return [`${name} Array(${isDiverse ? 'String' : 'LowCardinality(String)'})`];
    },
  );
}

function textName(name: string): string {
  return `${name}_text`;
}

/** What a row holds in its columns, by their names, and in `odd`. */
export type ColumnValues = Readonly<Record<string, readonly (string | number | boolean)[]>> & {
  readonly odd: readonly string[];
};

/** Marks in `odd` a document that has fields of alerts inside of objects, where a flat key does not replace them. */
const NESTED = '*';

export function columnsOf(document: JsonObject): ColumnValues {
  const values: Record<string, readonly (string | number | boolean)[]> = {};
  const odd: string[] = hasNestedFields(document) ? [NESTED] : [];
  for (const column of ALERT_COLUMNS) if (!fillColumn(values, column, document)) odd.push(column.name);
  return { ...values, odd };
}

/**
 * The columns that change with flat keys of a document of which nothing else is known.
 * @returns undefined where the document has to be read for that
 */
export function patchedColumns(
  before: Pick<ColumnValues, 'odd'>,
  { removed, set }: PatchParts,
): ColumnValues | undefined {
  const odd = new Set(before.odd);
  if (odd.has(NESTED)) return undefined;
  const values: Record<string, readonly (string | number | boolean)[]> = {};
  for (const key of [...Object.keys(set), ...removed]) {
    if (!key.startsWith('kibana.alert.') || PARENTS.has(key)) return undefined;
    const column = byField.get(key);
    if (column === UUID) return undefined;
    if (column === undefined) continue;
    if (fillColumn(values, column, set)) odd.delete(column.name);
    else odd.add(column.name);
  }
  return { ...values, odd: [...odd] };
}

/** Keys under which a column's field may stand. */
const PARENTS: ReadonlySet<string> = new Set(
  ALERT_COLUMNS.filter(({ field }) => field.startsWith('kibana.')).flatMap(({ field }) =>
    [...field.matchAll(/\./g)].map(({ index }) => field.slice(0, index)),
  ),
);
/** Of these, where alerts have it: `threat` is a list of objects. */
const FLAT_PARENT = 'kibana.alert.rule.threat';

function hasNestedFields(document: JsonObject): boolean {
  return Object.keys(document).some(key => PARENTS.has(key) && key !== FLAT_PARENT);
}

/** Gives whether the column tells the values as the document has them. */
function fillColumn(
  values: Record<string, readonly (string | number | boolean)[]>,
  { field, name, type }: AlertColumn,
  document: JsonObject,
): boolean {
  const raws = valuesOf(readField(document, field));
  const canonical = raws.map(raw => coerce(raw, type)).filter(isScalar);
  values[name] = canonical.map(value => (typeof value === 'string' ? storedText(value) : value));
  if (type !== 'date')
    return canonical.length === raws.length && raws.every((raw, at) => raw === canonical[at]);
  const texts = raws.filter(raw => typeof raw === 'string');
  values[textName(name)] = texts.map(storedText);
  return texts.length === raws.length;
}

/** The canonical forms of the types that columns have. */
function isScalar(value: RawValue | undefined): value is string | number | boolean {
  return value !== undefined && typeof value !== 'bigint';
}

/** The expressions that give the values of a column as the document has them. */
export function selectionOf({ name, type }: AlertColumn): string {
  if (name === UUID.name) return '[uuid]';
  return type === 'date' ? textName(name) : name;
}

/** A value of the document, out of what `selectionOf` gives. */
export function fieldValueOf(selected: readonly Json[]): Json | undefined {
  const values = selected.map(value => (typeof value === 'string' ? shownText(value) : value));
  return values.length > 1 ? values : values[0];
}
