const STEPS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** `47 s ago`, `3 h ago`: one unit, for columns in which the exact time is one hover away. */
export function briefAgoText(ms: number, nowMs: number): string {
  const gone = nowMs - ms;
  if (gone < 1_000) return 'now';
  const [length, unit] = STEPS.find(([step]) => gone >= step) ?? [1_000, 's'];
  return `${Math.floor(gone / length)} ${unit} ago`;
}
