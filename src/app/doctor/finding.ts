/** What a check found. Texts may quote what others wrote: they are made visible before they are printed. */
export interface Finding {
  readonly check: string;
  /** `unknown`: it could not be looked at. */
  readonly state: 'ok' | 'trouble' | 'unknown';
  readonly says: string;
  /** What to do; each trouble has one. */
  readonly remedy?: string;
}

export function ok(check: string, says: string): Finding {
  return { check, state: 'ok', says };
}

export function trouble(check: string, says: string, remedy: string): Finding {
  return { check, state: 'trouble', says, remedy };
}

export function unknown(check: string, says: string, remedy: string): Finding {
  return { check, state: 'unknown', says, remedy };
}

const MOST_NAMES = 3;
const MOST_LETTERS = 80;

/** The first of them, each cut to what a line can hold. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(name => {
    const letters = [...name.slice(0, 2 * MOST_LETTERS)];
    return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS).join('')}…` : name;
  });
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** `1 rule`, `2 rules`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
