/** Amounts as texts. */

/** `1,234` */
export function countText(count: number): string {
  return count.toLocaleString('en');
}

/** `1 rule`, `2 rules`, `1,234 rules` */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** In powers of a thousand, as disks are sold: `812 bytes`, `3.4 MB`, `120 GB`. */
export function bytesText(bytes: number): string {
  let at = 0;
  let amount = bytes;
  while (amount >= 999.5 && at < UNITS.length - 1) {
    amount /= 1_000;
    at += 1;
  }
  const digits = at === 0 || amount >= 99.5 ? 0 : 1;
  return `${amount.toFixed(digits)} ${UNITS[at]}`;
}

const PER: readonly (readonly [ms: number, unit: string])[] = [
  [1_000, 's'],
  [60_000, 'min'],
  [3_600_000, 'h'],
  [86_400_000, 'd'],
];

/** How often something comes, by the shortest unit in which it comes at least once: `12/s`, `3.5/min`, `0.2/d`. */
export function rateText(count: number, duringMs: number): string {
  if (count === 0 || duringMs <= 0) return '0/s';
  const [ms, unit] = PER.find(([length]) => (count / duringMs) * length >= 1) ?? [86_400_000, 'd'];
  const rate = (count / duringMs) * ms;
  return `${rate >= 9.95 ? countText(Math.round(rate)) : rate.toFixed(1)}/${unit}`;
}
