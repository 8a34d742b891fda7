/**
 * Every wording of the EQL front end, in the order of its stages. A wording knows what is wrong and what to do;
 * the stage that uses it knows where.
 */
import type { FieldType } from '../../event/schema.ts';
import type { ArgumentType } from '../../plan/functions/function-definition.ts';
import type { eqlCodes } from '../../source/codes/eql.ts';
import type { Severity } from '../../source/diagnostic.ts';
import { quote, quoteName, quoteNames } from '../../source/quote.ts';
import type { Finding } from '../../source/report.ts';
import type { StaticType } from './static-type.ts';
import { isPlainName, type Token } from './token.ts';

type Code = keyof typeof eqlCodes;

function error(code: Code, message: string, more: Partial<Finding> = {}): Finding {
  return { code, severity: 'error', message, ...more };
}

function warning(code: Code, message: string, more: Partial<Finding> = {}): Finding {
  return { code, severity: 'warning', message, ...more };
}

// ---- characters, strings, numbers

export function unknownCharacters(found: string): Finding {
  const shown = found.trim() === '' ? `U+${hex(found.codePointAt(0) ?? 0)}` : found;
  const typographic = /[“”„«»‘’]/.test(found);
  return error('EQL001', `${quote(shown)} means nothing in EQL`, {
    help: typographic
      ? 'write plain double quotes: `"`'
      : found.trim() === ''
        ? 'write a plain space'
        : 'put text into double quotes, and unusual field names into back-quotes',
  });
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}

export function unclosedString(): Finding {
  return error('EQL002', 'expected the closing quote of a string, found the end of the line', {
    label: 'opened here',
    help: 'close the string; a line break in it is written `\\n`, a quote `\\"`',
  });
}

export function unknownEscape(found: string): Finding {
  return error('EQL003', `${quote(found)} is no escape`, {
    label: 'a backslash begins an escape',
    help: 'write the backslash twice, or the string between three quotes',
  });
}

export function unicodeBraces(): Finding {
  return error('EQL004', 'expected the digits of a character in braces after `\\u`', {
    help: 'write `\\u{20ac}`, or two backslashes if one is meant',
  });
}

export function unicodeDigits(digits: string): Finding {
  return error('EQL004', `expected 2 to 8 hexadecimal digits in \`\\u{...}\`, found ${digits.length}`, {
    help: digits.length === 1 ? `write \`\\u{0${digits}}\`` : 'write the code point of one character',
  });
}

export function unicodeTooLarge(digits: string): Finding {
  return error('EQL004', `\`${digits}\` is the code of no character; the last is \`10FFFF\``, {
    help: 'write the code point of one character',
  });
}

export function unicodeSurrogate(digits: string): Finding {
  return error('EQL004', `\`${digits}\` is half of a surrogate pair, not a character`, {
    help: 'write the code point of the whole character, as in `\\u{1f600}`',
  });
}

export function singleQuotes(value: string): Finding {
  return error('EQL005', "strings stand in double quotes, not in `'`", {
    help: 'write `"..."`',
    ...(/^[^"\\\p{C}]*$/u.test(value) ? { replacement: `"${value}"` } : {}),
  });
}

export function questionString(mark: string): Finding {
  return error('EQL005', `\`?${mark}\` does not begin a string`, {
    help: 'write `"""..."""` for a string in which a backslash is itself',
  });
}

export function unclosedComment(): Finding {
  return error('EQL006', 'expected `*/`, found the end of the query', {
    label: 'the comment begins here',
    help: 'close the comment; each `/*` inside needs its own `*/`',
  });
}

export function numberTooLarge(): Finding {
  return error('EQL007', 'the number is too large', { help: 'write a number below 1.8e308' });
}

export function unclosedName(): Finding {
  return error('EQL008', 'expected the closing back-quote of a name, found the end of the line', {
    label: 'opened here',
    help: 'close the name with a back-quote',
  });
}

export function emptyName(): Finding {
  return error('EQL008', 'there is no name between the back-quotes', { help: 'name the field' });
}

export function symbolForWord(symbol: string, word: string): Finding {
  return error('EQL011', `EQL has no \`${symbol}\``, { help: `write \`${word}\``, replacement: word });
}

export function spacedMissing(): Finding {
  return error('EQL011', 'expected `[` directly after `!`, found a space', {
    help: 'write `![`',
    replacement: '![',
  });
}

export function notColon(): Finding {
  return error('EQL016', '`!:` is no operator', { help: 'write `not field : "pattern"`' });
}

// ---- syntax

export function emptyQuery(): Finding {
  return error('EQL010', 'the query is empty', {
    help: 'begin with an event category and a condition: `process where process.name == "cmd.exe"`',
  });
}

/** `expected` in the words of the language, at most five. */
export function unexpected(expected: string, found: string, help?: string): Finding {
  return error('EQL011', `expected ${expected}, found ${found}`, help === undefined ? {} : { help });
}

export function unclosedBracket(expected: string, found: string, close: string): Finding {
  return error('EQL012', `expected ${expected}, found ${found}`, { help: `close it with \`${close}\`` });
}

export function strayBracket(bracket: string): Finding {
  return error('EQL012', `\`${bracket}\` closes nothing`, { help: 'remove it, or open it earlier' });
}

export const OPENED_HERE = 'opened here';

export function chainedComparison(op: string): Finding {
  return error('EQL013', `\`${op}\` cannot follow another comparison`, {
    help: 'write two comparisons with `and` between them',
  });
}

export function singleEquals(): Finding {
  return error('EQL014', '`=` compares nothing', {
    help: 'write `==`, or `:` to ignore case',
    replacement: '==',
  });
}

export function keywordCase(found: string, keyword: string): Finding {
  return error('EQL015', `expected \`${keyword}\`, found \`${found}\``, {
    help: `keywords are lower case: \`${keyword}\``,
    replacement: keyword,
  });
}

export function notBeforePattern(op: string): Finding {
  return error('EQL016', `\`not\` cannot stand directly before \`${op}\``, {
    help: `put it in front of the test: \`not field ${op} "pattern"\``,
  });
}

export function tooDeep(limit: number): Finding {
  return error('EQL017', `the query is nested deeper than ${limit} levels`, {
    help: 'write long alternatives as one list: `field in ("a", "b")`',
  });
}

export function tooLong(most: number, found: number): Finding {
  return error('EQL022', `expected a query of ${most} characters at most, found ${found}`, {
    help: 'split the query into several rules',
  });
}

export function arrayIndex(): Finding {
  return error('EQL018', 'single elements of an array cannot be read', {
    help: 'leave the index out: a test holds when any value of the field passes it',
  });
}

export function processRelation(relation: string): Finding {
  return error('EQL019', `${quote(`${relation} of`)} does not exist in this dialect`, {
    help: 'join the events by a process id in a `sequence`',
  });
}

export function joinQuery(): Finding {
  return error('EQL020', '`join` is reserved, but nothing runs it', { help: 'write a `sequence`' });
}

export function reservedName(word: string): Finding {
  return error('EQL021', `expected a name, found the keyword \`${word}\``, {
    help: 'put it into back-quotes',
    replacement: `\`${word}\``,
  });
}

export function digitName(found: string): Finding {
  return error('EQL011', `expected a name after \`.\`, found ${quote(found.replace('.', ''))}`, {
    help: 'put a name that begins with a digit into back-quotes',
  });
}

export function quotedCategory(): Finding {
  return error('EQL011', 'an event category cannot stand in back-quotes', {
    help: 'put it into double quotes',
  });
}

/** A token as people call it. */
export function found(token: Token, text: string): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the query';
    case 'string':
      return `the string ${quote(text)}`;
    case 'number':
      return `the number ${quote(text)}`;
    default:
      return quote(text);
  }
}

// ---- names

/** @param schema what the user would call it: `ECS`, `the schema` */
export function unknownFieldNear(path: string, near: string, severity: Severity, schema: string): Finding {
  const say = severity === 'error' ? error : warning;
  return say('EQL101', `unknown field ${quoteName(path)}`, {
    label: `not in ${schema}`,
    help: `did you mean \`${near}\`?`,
    ...(near.split('.').every(isPlainName) ? { replacement: near } : {}),
  });
}

export function unknownFields(paths: readonly string[], schema: string): Finding {
  return warning(
    'EQL102',
    `${paths.length === 1 ? 'a field is' : 'fields are'} not in ${schema}: ${quoteNames(paths)}`,
    {
      label: paths.length === 1 ? '' : 'the first of them',
      notes: ['they are read from the events all the same, and compared as what they are compared with'],
      help: 'put `?` before a field to say that it is meant',
    },
  );
}

export function unknownField(path: string): Finding {
  return error('EQL106', `unknown field ${quoteName(path)}`, {
    label: 'not in the schema',
    help: 'put `?` before a field that events may lack',
  });
}

export function unknownFunction(name: string, near: string | undefined): Finding {
  return error('EQL103', `unknown function ${quoteName(name)}`, {
    ...(near === undefined ? {} : { help: `did you mean \`${near}\`?`, replacement: near }),
  });
}

export function noCaseInsensitiveForm(name: string): Finding {
  return error('EQL104', `\`${name}\` has no form that ignores case`, {
    help: `write \`${name}\` without the \`~\``,
    replacement: name,
  });
}

export function unsupportedField(path: string): Finding {
  return error(
    'EQL105',
    `${quoteName(path)} is an object, nested or geographic field and has no value to compare`,
    {
      help: 'name a field inside it',
    },
  );
}

// ---- types

const TYPE_WORDS: { readonly [Type in StaticType]: string } = {
  keyword: 'text',
  text: 'text',
  long: 'a whole number',
  double: 'a number',
  number: 'a number',
  boolean: 'true or false',
  ip: 'an address',
  date: 'a date',
  date_nanos: 'a date',
  version: 'a version',
  null: 'null',
  unknown: 'of unknown type',
  unsupported: 'an object',
};

export function typeWords(type: StaticType | FieldType): string {
  return TYPE_WORDS[type];
}

export function notCondition(text: string, type: StaticType): Finding {
  return error('EQL201', `expected a condition, found ${quote(text)}, which is ${typeWords(type)}`, {
    help: 'compare it with something',
  });
}

export function notText(op: string, text: string, type: StaticType): Finding {
  const instead = type === 'ip' ? '`==` or `cidrMatch`' : '`==` or `in`';
  return error('EQL202', `\`${op}\` compares text, but ${quote(text)} is ${typeWords(type)}`, {
    help: `use ${instead} instead`,
  });
}

export function patternNotText(op: string, text: string): Finding {
  return error('EQL203', `expected a string after \`${op}\`, found ${quote(text)}`, {
    help: 'put it into double quotes',
  });
}

export function mixedList(value: string, type: StaticType, operand: string, wanted: StaticType): Finding {
  return error(
    'EQL204',
    `the list compares ${quote(operand)}, which is ${typeWords(wanted)}, with ${quote(value)}, which is ${typeWords(type)}`,
    { help: `write every value as ${typeWords(wanted)}` },
  );
}

export function wrongArity(name: string, wanted: string, given: number): Finding {
  return error('EQL205', `\`${name}\` takes ${wanted}, found ${given}`, {
    help: given === 0 ? 'add the arguments' : 'see the reference of functions',
  });
}

export function wrongArgument(
  name: string,
  ordinal: string,
  wanted: string,
  text: string,
  type: StaticType,
): Finding {
  return error(
    'EQL206',
    `the ${ordinal} argument of \`${name}\` must be ${wanted}, found ${quote(text)}, which is ${typeWords(type)}`,
    { help: 'see the reference of functions' },
  );
}

export function notConstant(name: string, ordinal: string, text: string): Finding {
  return error('EQL207', `the ${ordinal} argument of \`${name}\` must be a constant, found ${quote(text)}`, {
    help: 'write the value itself',
  });
}

export function betweenFields(left: string, right: string): Finding {
  return error('EQL208', `${quote(left)} and ${quote(right)} cannot be compared: both depend on fields`, {
    help: 'compare a field with a constant; use `by` in a sequence to find equal values',
  });
}

/** Said under the field that makes a list or an argument no constant. */
export const IS_A_FIELD = 'this is a field';
export const DEPENDS_ON_FIELD = 'depends on a field';
export const COMPARES_TEXT = 'compares text';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

export function ordinal(at: number): string {
  return ORDINALS[at] ?? `${at + 1}th`;
}

/** @param most undefined: any number */
export function arity(least: number, most: number | undefined): string {
  const plural = (count: number): string => `${count} argument${count === 1 ? '' : 's'}`;
  if (most === undefined) return `at least ${plural(least)}`;
  return least === most ? plural(least) : `${least} to ${plural(most)}`;
}

const ARGUMENT_WORDS: { readonly [Type in ArgumentType]: string } = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  ip: 'an address',
  any: 'a value',
};

export function argumentWords(type: ArgumentType): string {
  return ARGUMENT_WORDS[type];
}

export function badCidr(text: string): Finding {
  return error('EQL209', `${quote(text)} is no network block`, {
    help: 'write an address and a prefix length, as in `10.0.0.0/8`',
  });
}

export function badRegex(text: string, problem: string): Finding {
  return error('EQL210', `${quote(text)} is no regular expression: ${problem}`, {
    help: 'correct the pattern; put a backslash before a sign that is meant as itself',
  });
}

export function meaninglessArgument(name: string, problem: string): Finding {
  return error('EQL211', `\`${name}\` has no result: ${problem}`, { help: 'correct the argument' });
}

export function notNumber(op: string, text: string, type: StaticType): Finding {
  return error('EQL212', `\`${op}\` computes with numbers, but ${quote(text)} is ${typeWords(type)}`, {
    help: 'convert text with `number()`; join text with `concat()`',
  });
}

export function unlikeTypes(left: string, type: StaticType, right: string, other: StaticType): Finding {
  return warning(
    'EQL213',
    `${quote(left)} is ${typeWords(type)}, but ${quote(right)} is ${typeWords(other)}`,
    { help: `write the constant as ${typeWords(type)}` },
  );
}

// ---- sequences and samples

export function tooFewSteps(): Finding {
  return error('EQL301', 'expected two steps or more, found one', {
    help: 'add a step, or write the condition without `sequence`',
  });
}

export const FIRST_STEP = 'as many as here';

export function keyCount(wanted: number, given: number): Finding {
  return error('EQL302', `expected ${keys(wanted)} after \`by\` as in the first step, found ${given}`, {
    help: 'name as many keys in every step, or move them behind `sequence by`',
  });
}

function keys(count: number): string {
  return count === 1 ? '1 key' : `${count} keys`;
}

export function keyTypes(path: string, type: StaticType, other: string, otherType: StaticType): Finding {
  return error(
    'EQL303',
    `the key ${quoteName(path)} is ${typeWords(type)} and can never equal ${quoteName(other)}, which is ${typeWords(otherType)}`,
    { label: typeWords(type), help: 'pair keys of one type' },
  );
}

export function keyNotField(text: string): Finding {
  return error('EQL304', `expected a field after \`by\`, found ${quote(text)}`, {
    help: 'name plain fields',
  });
}

export function maxspanUnit(number: string, unit: string | undefined): Finding {
  const message =
    unit === undefined
      ? `expected a unit of time after ${quote(number)}, found none`
      : `expected \`ms\`, \`s\`, \`m\`, \`h\` or \`d\` after ${quote(number)}, found ${quote(unit)}`;
  return error('EQL305', message, { help: `write ${quote(`${number}s`)} for seconds` });
}

export function maxspanFraction(number: string): Finding {
  return error('EQL305', `expected a whole number, found ${quote(number)}`, {
    help: 'use a smaller unit: `1500ms` is one and a half seconds',
  });
}

export function maxspanZero(): Finding {
  return error('EQL305', 'a maxspan must be longer than nothing, found `0`', {
    help: 'write how far the first and last event may be apart',
  });
}

export function withBeforeBy(): Finding {
  return error('EQL306', '`with` stands before `by`', { help: 'write `sequence by ... with maxspan=...`' });
}

export const MOVE_BEFORE_WITH = 'move this before `with`';

export function runsRange(text: string): Finding {
  return error('EQL307', `expected a whole number from 1 to 100 after \`runs=\`, found ${quote(text)}`, {
    help: 'write how often the step repeats',
  });
}

export function missingNeedsMaxspan(): Finding {
  return error('EQL308', 'a missing event needs a `maxspan`', {
    help: 'add `with maxspan=...` after `sequence`',
  });
}

export function onlyMissing(): Finding {
  return error('EQL309', 'every step of the sequence is a missing event', {
    help: 'add a step for an event that happens: `[...]`',
  });
}

export function unknownOption(expected: string, found: string): Finding {
  return error('EQL310', `expected \`${expected}=\` after \`with\`, found ${found}`, {
    help: expected === 'maxspan' ? 'write `with maxspan=1m`' : 'write `with runs=3`',
  });
}

export function sampleNeedsKeys(): Finding {
  return error('EQL311', 'expected `by` and the keys of the sample, found none', {
    help: 'write `sample by host.id [...] [...]`',
  });
}

/** @param part in the words of the language, with its back-quotes */
export function notInSample(part: string): Finding {
  return error('EQL314', `a sample has no ${part}`, {
    help: 'remove it, or write a `sequence` where the order of events matters',
  });
}

/** @param part in the words of the language, with its back-quotes */
export function untilIgnores(part: string): Finding {
  return warning('EQL312', `${part} after \`until\` is ignored`, {
    help: 'remove it: one event that passes the filter ends the sequence',
  });
}

export function tooManySteps(most: number, found: number): Finding {
  return error('EQL313', `expected ${most} steps at most, found ${found}`, {
    help: 'write fewer steps or runs',
  });
}

// ---- pipes

export function unknownPipe(name: string, near: string | undefined): Finding {
  return error('EQL401', `unknown pipe ${quoteName(name)}`, {
    help: near === undefined ? 'the pipes are `head` and `tail`' : `did you mean \`${near}\`?`,
  });
}

export function oldPipe(name: string): Finding {
  return error('EQL402', `the pipe \`${name}\` of the older dialect is not supported`, {
    help: 'the pipes are `head` and `tail`',
  });
}

export function pipeArguments(name: string, found: string): Finding {
  return error('EQL403', `expected one whole number after \`${name}\`, found ${found}`, {
    help: `write \`| ${name} 10\``,
  });
}
