import { decimalOf } from './decimal.ts';

/**
 * The names that Windows itself gives to levels, opcodes and keywords (winmeta.xml of the Windows SDK). A
 * publisher's own names need its resources and come only with rendered events.
 */
const LEVELS: readonly string[] = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];

const OPCODES: readonly string[] = [
  'Info',
  'Start',
  'Stop',
  'DCStart',
  'DCStop',
  'Extension',
  'Reply',
  'Resume',
  'Suspend',
  'Send',
];

/** Bits 52 to 55, which one hexadecimal digit writes: the 14th from the right. */
const KEYWORDS: readonly { readonly bit: number; readonly name: string }[] = [
  { bit: 1, name: 'Audit Failure' },
  { bit: 2, name: 'Audit Success' },
  { bit: 8, name: 'Classic' },
];
const NO_KEYWORDS: readonly string[] = [];
const NAMES_OF_DIGIT: readonly (readonly string[])[] = Array.from({ length: 16 }, (_, digit) =>
  KEYWORDS.filter(({ bit }) => (digit & bit) !== 0).map(({ name }) => name),
);

export function levelName(level: string | undefined): string | undefined {
  return byNumber(LEVELS, level);
}

export function opcodeName(opcode: string | undefined): string | undefined {
  return byNumber(OPCODES, opcode);
}

/** What was asked last: the records of a log have nearly all the same ones. */
let lastKeywords: string | undefined;
let lastNames = NO_KEYWORDS;

export function keywordNames(keywords: string | undefined): readonly string[] {
  if (keywords !== lastKeywords) {
    lastNames = readKeywords(keywords);
    lastKeywords = keywords;
  }
  return lastNames;
}

function readKeywords(keywords: string | undefined): readonly string[] {
  if (keywords === undefined || !/^0x[0-9a-f]{1,16}$/i.test(keywords)) return NO_KEYWORDS;
  const digit = keywords.length < 16 ? 0 : Number.parseInt(keywords.charAt(keywords.length - 14), 16);
  return NAMES_OF_DIGIT[digit] ?? NO_KEYWORDS;
}

function byNumber(names: readonly string[], number: string | undefined): string | undefined {
  const at = decimalOf(number);
  return at === undefined ? undefined : names[at];
}
