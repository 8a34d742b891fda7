import type { AlertDocument } from '../../src/alerts/alert-document.ts';
import { Suppression, type SuppressionOptions } from '../../src/alerts/suppression.ts';
import type { SuppressionForm } from '../../src/rules/suppression-form.ts';
import { type NaiveAlert, naiveSuppression } from '../reference/naive-suppression.ts';

/** Fields of alerts, in the order of their values. */
const FIELDS: readonly string[] = ['user.name', 'tags'];

export interface Suppressed {
  /** `id`, `id +more`, in the order in which they are told. */
  readonly told: readonly string[];
  readonly suppressed: number;
}

/** The alerts through a suppression, in the order given. */
export function suppressedBy(
  alerts: readonly NaiveAlert[],
  form: Omit<SuppressionForm, 'groupBy'>,
  { intervalMs, order }: Pick<SuppressionOptions, 'intervalMs' | 'order'>,
): Suppressed {
  const groupBy = FIELDS.slice(0, alerts[0]?.values.length ?? 1);
  const suppression = new Suppression({ form: { ...form, groupBy }, ruleId: 'r', intervalMs, order });
  const told = alerts.flatMap(alert => suppression.take({ alert: documentOf(alert), timeMs: alert.timeMs }));
  told.push(...suppression.end());
  return {
    told: told.map(({ alert }) => {
      const more = alert['kibana.alert.suppression.docs_count'];
      return textOf(alert['kibana.alert.uuid'], typeof more === 'number' ? more : 0);
    }),
    suppressed: suppression.suppressed,
  };
}

/** What the naive twin tells, in any order. */
export function naivelySuppressed(
  alerts: readonly NaiveAlert[],
  form: Omit<SuppressionForm, 'groupBy'>,
  intervalMs: number,
): readonly string[] {
  return [...naiveSuppression(alerts, { ...form, intervalMs })]
    .map(([id, { more }]) => textOf(id, more))
    .sort();
}

function documentOf({ id, timeMs, values }: NaiveAlert): AlertDocument {
  return {
    '@timestamp': new Date(timeMs ?? 0).toISOString(),
    'kibana.alert.uuid': id,
    ...Object.fromEntries(values.flatMap((value, at) => (value === null ? [] : [[FIELDS[at] ?? '', value]]))),
  };
}

function textOf(id: string, more: number): string {
  return more > 0 ? `${id} +${more}` : id;
}
