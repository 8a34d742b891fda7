/** Times in sentences. */

/** `60.001 s`, `1 ms`, `120 ns`, `2 h 5 m`: exact, and no longer than it need be. */
export function spanText(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const whole = Math.abs(ms);
  if (whole > 0 && whole < 1) return `${sign}${Math.round(whole * 1e6)} ns`;
  if (whole < 1000) return `${sign}${decimal(whole)} ms`;
  if (whole < 120_000) return `${sign}${decimal(whole / 1000)} s`;
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
  ] as const;
  let rest = whole;
  const parts = units.map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  const seconds = rest === 0 ? '' : `${decimal(rest / 1000)} s`;
  return sign + [...parts, seconds].filter(part => part !== '').join(' ');
}

/** As a query writes it: `1m`, `90s`, `1500ms`. */
export function queryDuration(ms: number): string {
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  const unit = units.find(([size]) => ms >= size && ms % size === 0);
  return unit === undefined ? `${Math.ceil(ms)}ms` : `${ms / unit[0]}${unit[1]}`;
}

/** Without noughts at the end; to the nanosecond of a millisecond. */
function decimal(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}
