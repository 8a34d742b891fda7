/**
 * Random queries in KQL text over the fields of fuzz-rules.ts and patterns of their names, with values near those of
 * its events. Everything follows from the random numbers.
 */
import { FUZZ_PATHS } from './fuzz-rules.ts';
import type { Random } from './random.ts';

const NAMES = ['process.*', '*.name', 'process.parent.*', '*.ip', 'c*.t*', '*'];
const VALUES = [
  'cmd.exe',
  'CMD.EXE',
  'a',
  'ab',
  'Straße',
  '\u212a',
  '443',
  '4.0',
  'true',
  '10.0.0.1',
  '10.0.0.0/8',
  'fe80\\:\\:1',
  '2024-01-01',
  'now-1d/d',
  'start',
  'a b',
  '-enc "x"',
];
const PATTERNS = ['*', '*.exe', 'cmd*', '*md*e*', 'c\\:\\\\*', '4*', '*a b*', 'a\\**', '?*', '*\u{1f600}'];

/** The text of a query. */
export function fuzzKql(random: Random): string {
  return condition(random, 3);
}

function condition(random: Random, depth: number): string {
  if (depth === 0 || random.oneIn(3)) return leaf(random);
  const inner = (): string => `(${condition(random, depth - 1)})`;
  switch (random.below(5)) {
    case 0:
      return `not ${inner()}`;
    case 1:
      return `process: { ${condition(random, depth - 1).replaceAll('process.', '')} }`;
    default:
      return Array.from({ length: 2 + random.below(2) }, inner).join(random.pick([' and ', ' or ', ' AND ']));
  }
}

function leaf(random: Random): string {
  if (random.oneIn(30)) return value(random);
  const name = random.oneIn(10) ? random.pickAny(NAMES) : random.pickAny(FUZZ_PATHS);
  if (random.oneIn(6)) return `${name} ${random.pick(['<', '<=', '>', '>='])} ${plain(random)}`;
  return random.oneIn(2) ? `${name}: ${value(random)}` : `${name}: ${list(random, 2)}`;
}

function list(random: Random, depth: number): string {
  const items = Array.from({ length: 2 + random.below(2) }, () =>
    depth > 0 && random.oneIn(4)
      ? list(random, depth - 1)
      : `${random.oneIn(4) ? 'not ' : ''}${value(random)}`,
  );
  return `(${items.join(random.pick([' or ', ' or ', ' and ']))})`;
}

function value(random: Random): string {
  return random.oneIn(3) ? (random.pickAny(PATTERNS) ?? '*') : plain(random);
}

/** Without wildcards; in quotes an escape of a sign is not one. */
function plain(random: Random): string {
  const text = random.pickAny(VALUES) ?? 'a';
  const isQuoted = random.oneIn(3) || text.includes('"');
  return isQuoted ? `"${text.replaceAll('\\:', ':').replaceAll('"', '\\"')}"` : text;
}
