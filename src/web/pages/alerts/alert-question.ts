/** Which alerts the list shows, as its address says it and as the server is asked. */
import type { AlertFilters, AlertGrouping, AlertSort, NewSnapshotBody } from '../../../api/alert-list.ts';
import { rangeOf, type TimeRange } from '../../frame/url-state.ts';

export type FilterName = keyof AlertFilters;

export interface FilterDeclaration {
  readonly name: FilterName;
  /** In the address. */
  readonly param: string;
  readonly label: string;
  /** What those that have none are called. */
  readonly none: string;
  /** In KQL. */
  readonly field: string;
}

export const FILTERS: readonly FilterDeclaration[] = [
  { name: 'severity', param: 'severity', label: 'Severity', none: 'none', field: 'severity' },
  { name: 'status', param: 'status', label: 'Status', none: 'none', field: 'status' },
  { name: 'ruleId', param: 'rule', label: 'Rule', none: 'no rule', field: 'kibana.alert.rule.rule_id' },
  { name: 'host', param: 'host', label: 'Host', none: 'no host', field: 'host.name' },
  { name: 'user', param: 'user', label: 'User', none: 'no user', field: 'user.name' },
  {
    name: 'tactic',
    param: 'tactic',
    label: 'Tactic',
    none: 'no tactic',
    field: 'kibana.alert.rule.threat.tactic.id',
  },
  {
    name: 'technique',
    param: 'technique',
    label: 'Technique',
    none: 'no technique',
    field: 'kibana.alert.rule.threat.technique.id',
  },
  { name: 'assignee', param: 'assignee', label: 'Assignee', none: 'nobody', field: 'assignee' },
  { name: 'tag', param: 'tag', label: 'Tag', none: 'no tag', field: 'tag' },
];

export const GROUPINGS: readonly (readonly [AlertGrouping, label: string])[] = [
  ['rule', 'rule'],
  ['host', 'host'],
  ['user', 'user'],
  ['tactic', 'tactic'],
  ['parent', 'parent process'],
];

export const SORTS: readonly (readonly [AlertSort, label: string])[] = [
  ['severity', 'worst first'],
  ['newest', 'newest first'],
  ['oldest', 'oldest first'],
];

/** What is done with alerts is the list's purpose; closed ones are shown to whoever asks for them. */
const USUAL_STATUS = ['open', 'acknowledged'] as const;
/** In the address, that no status is chosen. */
const ANY_STATUS = 'all';
const USUAL_SORT: AlertSort = 'severity';

export interface AlertQuestion extends TimeRange {
  readonly query: string;
  readonly filters: AlertFilters;
  readonly sort: AlertSort;
  readonly group: AlertGrouping | undefined;
}

/** What an address says that means nothing is as if it were not there. */
export function questionOf(params: URLSearchParams): AlertQuestion {
  const chosen = FILTERS.flatMap((filter): (readonly [FilterName, readonly string[]])[] => {
    const values = chosenValues(filter, params.get(filter.param));
    return values.length === 0 ? [] : [[filter.name, values]];
  });
  return {
    ...rangeOf(params),
    query: params.get('q') ?? '',
    // Values of severity and status are those that there are.
    filters: Object.fromEntries(chosen) as AlertFilters,
    sort: SORTS.find(([sort]) => sort === params.get('sort'))?.[0] ?? USUAL_SORT,
    group: GROUPINGS.find(([group]) => group === params.get('group'))?.[0],
  };
}

function chosenValues({ name }: FilterDeclaration, text: string | null): readonly string[] {
  if (text === null) return name === 'status' ? USUAL_STATUS : [];
  const known = KNOWN[name];
  return valuesOfText(text).filter(value => known === undefined || known.includes(value));
}

const KNOWN: { readonly [name in FilterName]?: readonly string[] } = {
  severity: ['low', 'medium', 'high', 'critical'],
  status: ['open', 'acknowledged', 'closed'],
};

export function bodyOf({ filters, from, group, query, sort, to }: AlertQuestion): NewSnapshotBody {
  return {
    ...(query.trim() === '' ? {} : { query }),
    ...{ from, to, filters, sort },
    ...(group === undefined ? {} : { group }),
  };
}

/** What the address says of a filter; undefined where it says nothing, as its values are the usual ones. */
export function filterText(name: FilterName, values: readonly string[]): string | undefined {
  if (name === 'status') {
    if (values.length === 0) return ANY_STATUS;
    if (values.length === USUAL_STATUS.length && USUAL_STATUS.every(value => values.includes(value)))
      return undefined;
  }
  return values.length === 0 ? undefined : values.map(textOfValue).join(',');
}

/** With the value if it was not chosen, else without. */
export function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values.filter(one => one !== value) : [...values, value];
}

/** An empty value is told as `~`. */
function textOfValue(value: string): string {
  if (value === '') return '~';
  return value.replaceAll(/[%,~]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function valuesOfText(text: string): readonly string[] {
  return text.split(',').map(part => {
    if (part === '~') return '';
    return part.replaceAll(/%(25|2C|7E)/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  });
}

/** From none through all groupings and back to none. */
export function nextGrouping(group: AlertGrouping | undefined): AlertGrouping | undefined {
  return GROUPINGS[GROUPINGS.findIndex(([one]) => one === group) + 1]?.[0];
}
