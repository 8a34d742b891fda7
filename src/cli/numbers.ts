/** 12345 -> `12,345`, the same on every machine. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 rule`, `2 rules`. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** 8000 -> `8.000 s`, 90_500 -> `90.500 s`, 7_500_000 -> `2 h 5 m 0.000 s`: seconds alone up to two minutes. */
export function seconds(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const whole = Math.abs(ms);
  if (whole <= 120_000) return `${sign}${(whole / 1000).toFixed(3)} s`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const rest = `${((whole % 60_000) / 1000).toFixed(3)} s`;
  return `${sign}${hours === 0 ? '' : `${hours} h `}${minutes} m ${rest}`;
}

/** 60_000 -> `1 m`, 5_400_000 -> `1 h 30 m`, 1500 -> `1500 ms`: a time that a rule names, in whole units. */
export function span(ms: number): string {
  if (ms % 1000 !== 0 || ms === 0) return `${ms} ms`;
  const parts = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  let rest = ms;
  const texts = parts.map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return texts.filter(text => text !== '').join(' ');
}
