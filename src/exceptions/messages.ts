/** Everything that is said about exceptions and value lists. */
import { nearest } from '../base/did-you-mean.ts';
import type { Problem } from '../rules/field-readers.ts';
import { describeFound, pathText, type RulePlace, valueSpan } from '../rules/messages.ts';
import type { excCodes } from '../source/codes/exc.ts';
import type { Diagnostic, Label, Severity } from '../source/diagnostic.ts';
import { type SourceText, sourceText } from '../source/source-text.ts';
import type { Span } from '../source/span.ts';
import type { ExceptionItem } from './exception-item.ts';

interface Wording {
  readonly code: keyof typeof excCodes;
  readonly severity: Severity;
  readonly message: string;
  readonly notes?: readonly string[];
  readonly help?: string;
}

export function unreadableExceptions(path: string, reason: string): Diagnostic {
  return aboutFile(path, {
    code: 'EXC001',
    severity: 'error',
    message: `the exceptions \`${path}\` cannot be read: ${reason}`,
    help: 'check the path and its permissions',
  });
}

export function brokenLine(source: SourceText, span: Span): Diagnostic {
  return aboutPlace(source, span, 'expected a JSON object', {
    code: 'EXC002',
    severity: 'error',
    message: 'this is not JSON: an export has an object on each line',
    help: 'export the lists again; a line that was cut off cannot be mended by hand',
  });
}

export function noExceptions(source: SourceText): Diagnostic {
  return aboutFile(source.name, {
    code: 'EXC003',
    severity: 'error',
    message: 'this file holds no exception item',
    notes: [
      'expected NDJSON or JSON as Elastic exports exception lists: objects with `list_id` and `entries`',
    ],
    help: 'name the export of the exception lists, or an export of rules with their exceptions',
  });
}

export function wrongItem(where: RulePlace, { path, expected, found, words }: Problem): Diagnostic {
  const near = words !== undefined && typeof found === 'string' ? nearest(found, words) : undefined;
  return aboutPlace(where.source, valueSpan(where, path), `expected ${expected}`, {
    code: 'EXC010',
    severity: 'error',
    message: `\`${pathText(path)}\` must be ${expected}, found ${describeFound(found)}`,
    notes: [
      ...(words === undefined ? [] : [`it can be ${words.map(word => `\`${word}\``).join(', ')}`]),
      'the item is left out: what it was to except is alerted on',
    ],
    ...(near !== undefined && { help: `did you mean \`${near}\`?` }),
  });
}

export function sameItem(item: ExceptionItem): Diagnostic {
  return aboutItem(item, ['item_id'], 'a double', {
    code: 'EXC011',
    severity: 'warning',
    message: `the item \`${item.itemId}\` was read before; this one is left out`,
    help: 'give each file once, and each item an id of its own',
  });
}

export function unusedList(item: ExceptionItem): Diagnostic {
  return aboutItem(item, ['list_id'], 'named by no rule that runs', {
    code: 'EXC012',
    severity: 'warning',
    message: `no rule that runs names the exception list \`${item.listId}\``,
    help: 'name the list in the `exceptions_list` of the rules that it is for',
  });
}

export function silencedRule(item: ExceptionItem, rule: string): Diagnostic {
  return aboutItem(item, ['entries'], 'holds of all that the rule accepts', {
    code: 'EXC015',
    severity: 'warning',
    message: `the exception \`${item.name}\` leaves nothing of the rule \`${rule}\``,
    help: 'switch the rule off, or except less',
  });
}

export function missingValueList(item: ExceptionItem, id: string): Diagnostic {
  return aboutItem(item, ['entries'], '', {
    code: 'EXC013',
    severity: 'warning',
    message: `the value list \`${id}\` is not there: the exception \`${item.name}\` is not applied`,
    notes: ['an export of exceptions does not hold the value lists that they look into'],
    help: `export the value list, and give it with \`--value-list ${id}=FILE\``,
  });
}

export function unusableValueList(item: ExceptionItem, id: string, type: string): Diagnostic {
  return aboutItem(item, ['entries'], '', {
    code: 'EXC014',
    severity: 'warning',
    message: `value lists of type \`${type}\` are not looked into: the exception \`${item.name}\` is not applied`,
    notes: [`\`${id}\` is one; lists of type keyword, text, ip and ip_range are`],
  });
}

export function unreadableValueList(path: string, reason: string): Diagnostic {
  return aboutFile(path, {
    code: 'EXC101',
    severity: 'error',
    message: `the value list \`${path}\` cannot be read: ${reason}`,
    help: 'check the path and its permissions',
  });
}

/** @param line as it stands in the file; `number` counts from 1 */
export function badValue(path: string, number: number, line: string, expected: string): Diagnostic {
  // Only this line is there to be shown; the others would be a whole list in memory.
  const before = '\n'.repeat(number - 1);
  const source = sourceText(path, before + line);
  const span = { start: before.length, end: before.length + Math.max(1, line.length) };
  return aboutPlace(source, span, `expected ${expected}`, {
    code: 'EXC102',
    severity: 'warning',
    message: `line ${number} is no value of the list: expected ${expected}, found ${describeFound(line)}`,
    notes: ['the line is passed over'],
  });
}

export function unusedValueList(id: string, path: string): Diagnostic {
  return aboutFile(path, {
    code: 'EXC103',
    severity: 'warning',
    message: `no exception looks into the value list \`${id}\`; it was not read`,
    help: 'the id is that of the list in the entries of the exceptions',
  });
}

function aboutFile(path: string, wording: Wording): Diagnostic {
  return { notes: [], ...wording, labels: [], file: path };
}

function aboutItem(
  { origin }: ExceptionItem,
  path: readonly string[],
  text: string,
  wording: Wording,
): Diagnostic {
  return aboutPlace(origin.source, valueSpan(origin, path), text, wording);
}

function aboutPlace(source: SourceText, span: Span | undefined, text: string, wording: Wording): Diagnostic {
  const labels: readonly Label[] = span === undefined ? [] : [{ source, span, text }];
  return { notes: [], ...wording, labels, file: source.name };
}
