/** The columns of the list, and what of a row each filters by. */
import type { AlertRow } from '../../../api/alert-list.ts';
import type { FilterName } from './alert-question.ts';

export type ColumnName = 'severity' | 'time' | 'what' | 'host' | 'user' | 'status' | 'assignee';

export interface Column {
  readonly name: ColumnName;
  readonly title: string;
  /** In `only this …`. */
  readonly label: string;
  readonly isFilter: boolean;
}

export const COLUMNS: readonly Column[] = [
  { name: 'severity', title: 'Severity', label: 'severity', isFilter: true },
  { name: 'time', title: 'Time', label: 'time', isFilter: false },
  { name: 'what', title: 'What happened', label: 'rule', isFilter: true },
  { name: 'host', title: 'Host', label: 'host', isFilter: true },
  { name: 'user', title: 'User', label: 'user', isFilter: true },
  { name: 'status', title: 'Status', label: 'status', isFilter: true },
  { name: 'assignee', title: 'Assignee', label: 'assignee', isFilter: true },
];

/** Undefined for the time, which the histogram chooses. */
export function filterOf(
  column: ColumnName,
  row: AlertRow,
): { readonly name: FilterName; readonly value: string } | undefined {
  switch (column) {
    case 'severity':
      return { name: 'severity', value: row.severity };
    case 'what':
      return { name: 'ruleId', value: row.rule.ruleId };
    case 'host':
      return { name: 'host', value: row.host ?? '' };
    case 'user':
      return { name: 'user', value: row.user ?? '' };
    case 'status':
      return { name: 'status', value: row.status };
    case 'assignee':
      return { name: 'assignee', value: row.assignees[0] ?? '' };
    default:
      return undefined;
  }
}
