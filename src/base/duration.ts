const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * `5m`, `1h`, `500ms`, `2d` as milliseconds: a whole number and one of ms, s, m, h, d. Undefined for anything
 * else, a bare number included, and for spans that a number cannot hold exactly.
 */
export function parseDurationMs(text: string): number | undefined {
  const parts = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  if (parts === null) return undefined;
  const unitMs = UNIT_MS.get(parts[2] ?? '');
  if (unitMs === undefined) return undefined;
  const durationMs = Number(parts[1]) * unitMs;
  return Number.isSafeInteger(durationMs) ? durationMs : undefined;
}
