/**
 * Random queries in EQL text over some twenty fields, with literals of one small pool, so that the rules of a set
 * share tests and their literals are near each other. Everything follows from the random numbers.
 */
import type { Random } from './random.ts';

interface FuzzField {
  readonly path: string;
  readonly kind: 'text' | 'number' | 'address' | 'flag' | 'time';
}

/** Fields of every type of ECS; the last are in no schema. */
const FIELDS: readonly FuzzField[] = [
  { path: 'process.name', kind: 'text' },
  { path: 'process.args', kind: 'text' },
  { path: 'process.command_line', kind: 'text' },
  { path: 'process.executable', kind: 'text' },
  { path: 'process.parent.name', kind: 'text' },
  { path: 'process.entity_id', kind: 'text' },
  { path: 'process.name.text', kind: 'text' },
  { path: 'event.type', kind: 'text' },
  { path: 'event.code', kind: 'text' },
  { path: 'user.id', kind: 'text' },
  { path: 'host.id', kind: 'text' },
  { path: 'file.path', kind: 'text' },
  { path: 'registry.data.strings', kind: 'text' },
  { path: 'message', kind: 'text' },
  { path: 'process.pid', kind: 'number' },
  { path: 'destination.port', kind: 'number' },
  { path: 'file.size', kind: 'number' },
  { path: 'host.cpu.usage', kind: 'number' },
  { path: 'source.ip', kind: 'address' },
  { path: 'destination.ip', kind: 'address' },
  { path: 'process.code_signature.trusted', kind: 'flag' },
  { path: 'process.code_signature.exists', kind: 'flag' },
  { path: 'event.created', kind: 'time' },
  { path: '?custom.text', kind: 'text' },
  { path: '?custom.number', kind: 'number' },
];

/** Literals and near misses of them: the letters at which ways of folding case part are among them. */
const TEXTS = [
  'cmd.exe',
  'CMD.EXE',
  'cmd.ex',
  'xcmd.exe',
  'a',
  'A',
  'ab',
  'abab',
  'k',
  '\u212a',
  'Straße',
  'STRASSE',
  'İx',
  'ix',
  'ſ',
  '\u{10400}b',
  '\u{10428}B',
  '\u{1f600}',
  // Halves of characters.
  '\ud801',
  '\udc00b',
  'C:\\Windows\\a.dll',
  'c:\\windows\\A.DLL',
  '-enc "x"',
  '1',
  '443',
  '4.0',
  'true',
  '10.0.0.1',
  '',
  ' ',
  '\n',
  'start',
  'é',
];
const PATTERNS = [
  '*',
  '?',
  '**',
  '*.exe',
  'cmd*',
  '*md.e*',
  '?md.exe',
  '??d.exe*',
  '*a*b*',
  'a?b*',
  'c:\\*\\?.dll',
  '?:\\Windows\\*',
  '*\u212a',
  '?k*',
  '*i?x*',
  '?b',
  '?',
  '*\u{1f600}',
  '* *',
  '4*',
  '*?',
  'ab*ab',
];
const REGEXES = [
  'cmd.*',
  '[a-k]+',
  'a|ab',
  '.*\\.exe',
  'a?b?',
  '[^a]',
  '(ab){1,2}',
  '.*x.?',
  '<1-443>',
  'k',
  '',
];
const NUMBERS = ['0', '1', '4', '443', '-1', '1.5', '4.0', '9007199254740993', '9223372036854775807', '1e3'];
const ADDRESSES = ['10.0.0.1', '10.0.0.2', 'fe80::1', '::ffff:10.0.0.1'];
/** Not quite addresses, or spelt otherwise than they are printed. */
const ODD_ADDRESSES = ['10.0.0.256', '10.0.0.01', '10.0.0', '10.0.0.1.', 'FE80:0::1', '10.0.0.1/8'];
const BLOCKS = ['10.0.0.0/8', '10.0.0.1/32', 'fe80::/10', '::/0', '10.0.0.1'];
const TIMES = ['2024-01-01', '2024-01-01T00:00:01Z', '2024-01-01T00:00:00.001Z', '2024'];
const CATEGORIES = ['process', 'file', 'any', 'any'];

/** The text of a rule. */
export function fuzzRule(random: Random): string {
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return sequence(random);
    case 3:
      return `sample by ${keys(random, 1)} ${subquery(random)} ${subquery(random)}`;
    default:
      return eventFilter(random);
  }
}

function eventFilter(random: Random): string {
  return `${random.pickAny(CATEGORIES) ?? 'any'} where ${condition(random, 3)}`;
}

function subquery(random: Random): string {
  return `[${eventFilter(random)}]`;
}

function sequence(random: Random): string {
  const count = random.below(3);
  const own = (): string => (count > 0 && random.oneIn(2) ? ` by ${keys(random, count)}` : '');
  const by = own();
  const term = (): string =>
    `${subquery(random)}${by === '' && count > 0 ? ` by ${keys(random, count)}` : ''}`;
  const hasSpan = random.oneIn(2);
  const steps = Array.from({ length: 2 + random.below(2) }, (_, at) => {
    if (hasSpan && at > 0 && random.oneIn(4)) return `!${term()}`;
    return `${term()}${random.oneIn(6) ? ' with runs=2' : ''}`;
  });
  const until = random.oneIn(4) ? ` until ${term()}` : '';
  return `sequence${by}${hasSpan ? ' with maxspan=5s' : ''} ${steps.join(' ')}${until}`;
}

const KEYS = [
  'host.id',
  'user.id',
  'process.pid',
  'source.ip',
  '?process.entity_id',
  '?custom.text',
  'process.args',
];

function keys(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pickAny(KEYS) ?? 'host.id').join(', ');
}

function condition(random: Random, depth: number): string {
  if (depth === 0 || random.oneIn(3)) return leaf(random);
  const inner = (): string => `(${condition(random, depth - 1)})`;
  switch (random.below(5)) {
    case 0:
      return `not ${inner()}`;
    case 1:
    case 2:
      return Array.from({ length: 2 + random.below(2) }, inner).join(' and ');
    default:
      return Array.from({ length: 2 + random.below(2) }, inner).join(' or ');
  }
}

function leaf(random: Random): string {
  const { path, kind } = random.pickAny(FIELDS) ?? { path: 'process.name', kind: 'text' };
  if (random.oneIn(12)) return `${path} ${random.pick(['==', '!='])} null`;
  if (random.oneIn(40)) return random.pick(['true', 'false']);
  switch (kind) {
    case 'number':
      return numberTest(path, random);
    case 'address':
      return addressTest(path, random);
    case 'flag':
      return random.pick([path, `not ${path}`, `${path} == true`, `${path} != false`, `${path} == "true"`]);
    case 'time':
      return `${path} ${random.pick(['<', '<=', '>', '>=', '==', '!='])} ${quoted(random.pickAny(TIMES), random)}`;
    default:
      return random.oneIn(4) ? computation(path, random) : textTest(path, random);
  }
}

function textTest(path: string, random: Random): string {
  const text = (): string => quoted(random.pickAny(TEXTS), random);
  const pattern = (): string => quoted(random.pickAny(random.oneIn(3) ? TEXTS : PATTERNS), random);
  const not = random.oneIn(4) ? 'not ' : '';
  switch (random.below(8)) {
    case 0:
      return `${path} == ${text()}`;
    case 1:
      return `${path} != ${text()}`;
    case 2:
      return `${path} ${not}${random.pick(['in', 'in~'])} ${list(text, random)}`;
    case 3:
      return `${path} ${random.pick(['regex', 'regex~'])} ${list(() => quoted(random.pickAny(REGEXES), random), random)}`;
    case 4:
      return `${path} ${random.pick(['<', '<=', '>', '>='])} ${text()}`;
    case 5:
      return `${path} ${random.pick(['like', 'like~'])} ${list(pattern, random)}`;
    case 6:
      return `${path} : ${pattern()}`;
    default:
      return `${path} : ${list(pattern, random)}`;
  }
}

function numberTest(path: string, random: Random): string {
  const number = (): string => random.pickAny(NUMBERS) ?? '0';
  switch (random.below(5)) {
    case 0:
      return `${path} ${random.pick(['==', '!='])} ${number()}`;
    case 1:
      return `${path} in ${list(number, random)}`;
    case 2:
      return `${path} ${random.pick(['+', '-', '*', '/', '%'])} ${number()} ${random.pick(['==', '<', '>='])} ${number()}`;
    default:
      return `${path} ${random.pick(['<', '<=', '>', '>='])} ${number()}`;
  }
}

function addressTest(path: string, random: Random): string {
  const address = (): string => quoted(random.pickAny(ADDRESSES), random);
  const blocks = Array.from({ length: 1 + random.below(2) }, () => quoted(random.pickAny(BLOCKS), random));
  return random.pick([
    `${path} == ${address()}`,
    `${path} != ${address()}`,
    `${path} in ${list(address, random)}`,
    `cidrMatch(${path}, ${blocks.join(', ')})`,
  ]);
}

function computation(path: string, random: Random): string {
  const text = (): string => quoted(random.pickAny(TEXTS), random);
  const tilde = random.oneIn(2) ? '~' : '';
  const other = random.pickAny(FIELDS.filter(({ kind }) => kind === 'text'))?.path ?? 'user.id';
  switch (random.below(9)) {
    case 0:
      return `startsWith${tilde}(${path}, ${text()})`;
    case 1:
      return `endsWith${tilde}(${path}, ${text()})`;
    case 2:
      return `stringContains${tilde}(${path}, ${random.oneIn(2) ? other : text()})`;
    case 3:
      return `length(${path}) ${random.pick(['==', '>', '<'])} ${random.below(9)}`;
    case 4:
      return `endsWith${tilde}(${path}, ${other})`;
    case 5:
      return `indexOf${tilde}(${path}, ${text()}) >= ${random.below(3)}`;
    case 6:
      return `substring(${path}, ${random.below(3)}, ${3 + random.below(3)}) == ${text()}`;
    case 7:
      return `between${tilde}(${path}, "c", "e") == ${text()}`;
    default:
      return `concat(${path}, ":", ?custom.number) == ${text()}`;
  }
}

function list(item: () => string, random: Random): string {
  return `(${Array.from({ length: 1 + random.below(4) }, item).join(', ')})`;
}

const ESCAPES: { readonly [character: string]: string } = { '"': '\\"', '\\': '\\\\', '\n': '\\n' };

/** A literal in one of the ways in which EQL writes it. */
function quoted(text = '', random: Random): string {
  if (random.oneIn(6) && !/["\n]/.test(text)) return `"""${text}"""`;
  const spelt = Array.from(text, character =>
    random.oneIn(30)
      ? `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}}`
      : (ESCAPES[character] ?? character),
  );
  return `"${spelt.join('')}"`;
}

/** A value from the pools, for a field in an event; long ones push others out of memory. */
export function fuzzValue(random: Random): string | number | boolean {
  if (random.oneIn(60)) return (random.pickAny(TEXTS) ?? '').repeat(2000).slice(0, 9000);
  if (random.oneIn(6)) return `${random.pickAny(TEXTS) ?? ''}${random.below(1000)}`;
  return random.pick<string | number | boolean>([
    random.pickAny(TEXTS) ?? '',
    random.pickAny(TEXTS) ?? '',
    random.pickAny([...ADDRESSES, ...ODD_ADDRESSES]) ?? '',
    random.pickAny(TIMES) ?? '',
    Number(random.pickAny(NUMBERS)),
    random.pickAny(NUMBERS) ?? '',
    random.oneIn(2),
  ]);
}

export const FUZZ_PATHS: readonly string[] = [
  ...FIELDS.map(({ path }) => path.replace('?', '').replace('process.name.text', 'process.name')),
  'event.category',
];
