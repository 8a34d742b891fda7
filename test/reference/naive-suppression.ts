/**
 * Which alerts are told, and how many others each stands for, with all of them at hand: in order of time and id, an
 * alert goes to the group that its like has opened and that still lasts, or opens one.
 */
export interface NaiveAlert {
  readonly id: string;
  /** Undefined: without a time; all such are of one stretch. */
  readonly timeMs: number | undefined;
  /** The values of each field, null where it is missing. */
  readonly values: readonly (readonly string[] | null)[];
}

export interface NaiveForm {
  readonly durationMs?: number;
  readonly intervalMs: number;
  readonly missing: 'suppress' | 'doNotSuppress';
}

/** By id of the alerts that are told: how many more there are, and the time of the last. */
export function naiveSuppression(
  alerts: readonly NaiveAlert[],
  { durationMs, intervalMs, missing }: NaiveForm,
): ReadonlyMap<string, { readonly more: number; readonly lastMs: number | undefined }> {
  const told = new Map<string, { more: number; lastMs: number | undefined }>();
  const open: { readonly first: NaiveAlert; readonly like: string }[] = [];
  const sorted = alerts.toSorted(
    (a, b) => (a.timeMs ?? Number.MAX_VALUE) - (b.timeMs ?? Number.MAX_VALUE) || (a.id < b.id ? -1 : 1),
  );
  for (const alert of sorted) {
    const like = JSON.stringify(alert.values.map(values => values?.toSorted() ?? null));
    const group = open.find(({ first, like: other }) => {
      if (like !== other) return false;
      if (first.timeMs === undefined || alert.timeMs === undefined) return first.timeMs === alert.timeMs;
      return durationMs === undefined
        ? Math.floor(first.timeMs / intervalMs) === Math.floor(alert.timeMs / intervalMs)
        : alert.timeMs - first.timeMs <= durationMs;
    });
    const isAlone = missing === 'doNotSuppress' && alert.values.includes(null);
    const standsFor = isAlone ? undefined : group && told.get(group.first.id);
    if (standsFor === undefined) {
      told.set(alert.id, { more: 0, lastMs: alert.timeMs });
      if (!isAlone) open.push({ first: alert, like });
    } else {
      standsFor.more++;
      standsFor.lastMs = alert.timeMs;
    }
  }
  return told;
}
