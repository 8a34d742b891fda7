/** 12345 -> `12,345`, the same on every machine. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 rule`, `2 rules`. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** 8000 -> `8.000 s`, 90_500 -> `1 m 30.500 s`. */
export function seconds(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const whole = Math.abs(ms);
  const minutes = Math.floor(whole / 60_000);
  const rest = `${((whole % 60_000) / 1000).toFixed(3)} s`;
  return minutes === 0 ? `${sign}${rest}` : `${sign}${minutes} m ${rest}`;
}
