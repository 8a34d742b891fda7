/**
 * Every wording of the KQL front end, in the order of its stages. A wording knows what is wrong and what to do; the
 * stage that uses it knows where.
 */
import type { FieldType } from '../../event/schema.ts';
import type { kqlCodes } from '../../source/codes/kql.ts';
import type { Severity } from '../../source/diagnostic.ts';
import { quote, quoteName, quoteNames } from '../../source/quote.ts';
import type { Finding } from '../../source/report.ts';
import type { RangeSign } from './ast.ts';
import type { Token } from './token.ts';

type Code = keyof typeof kqlCodes;

function error(code: Code, message: string, more: Partial<Finding> = {}): Finding {
  return { code, severity: 'error', message, ...more };
}

function warning(code: Code, message: string, more: Partial<Finding> = {}): Finding {
  return { code, severity: 'warning', message, ...more };
}

// ---- words and strings

export function unclosedString(): Finding {
  return error('KQL001', 'expected the closing quote of a string, found the end of the query', {
    label: 'opened here',
    help: 'close the string; a quote in it is written `\\"`',
  });
}

export function unknownEscape(found: string): Finding {
  return error('KQL002', `${quote(found)} is no escape`, {
    label: 'a backslash begins an escape',
    help: 'write the backslash twice, or the value in double quotes',
  });
}

// ---- syntax

/** `expected` in the words of the language. */
export function unexpected(expected: string, found: string, help?: string): Finding {
  return error('KQL010', `expected ${expected}, found ${found}`, help === undefined ? {} : { help });
}

export function unclosedBracket(close: string, found: string): Finding {
  return error('KQL011', `expected \`${close}\`, found ${found}`, { help: `close it with \`${close}\`` });
}

export function strayBracket(bracket: string): Finding {
  return error('KQL011', `\`${bracket}\` closes nothing`, { help: 'remove it, or open it earlier' });
}

export const OPENED_HERE = 'opened here';

export function signInValue(value: string, sign: string): Finding {
  return error('KQL012', `${quote(sign)} cannot follow the value ${quote(value)}`, {
    help: `write \`\\${sign}\` if it belongs to the value, or the value in double quotes`,
  });
}

export function colonFirst(): Finding {
  return error('KQL012', 'expected a value, found `:`', {
    help: 'write a value that has colons in it in double quotes: `"::1"`',
  });
}

export function missingAnd(field: string): Finding {
  return error('KQL013', `expected \`and\` or \`or\` before ${quoteName(field)}`, {
    help: 'nothing but `and`, `or` and brackets connects two conditions',
  });
}

export function rangeAfterColon(sign: RangeSign): Finding {
  return error('KQL014', `\`${sign}\` takes the place of \`:\``, { help: `write \`field ${sign} 5\`` });
}

export function fieldAmongValues(name: string): Finding {
  return error('KQL015', `${quoteName(name)} stands among the values of another field`, {
    help: 'write `a: x or b: y`; inside of `a: (...)` there are values only',
  });
}

export function notAfterColon(): Finding {
  return error('KQL016', '`not` cannot follow `:`', {
    help: 'write `not field: value`, or `field: (a and not b)`',
  });
}

export function tooDeep(limit: number): Finding {
  return error('KQL017', `the query is nested deeper than ${limit} levels`, {
    help: 'write long alternatives as one list: `field: (a or b)`',
  });
}

export function tooLong(most: number, found: number): Finding {
  return error('KQL018', `expected a query of ${most} characters at most, found ${found}`, {
    help: 'split the query into several rules',
  });
}

export function valueOverLines(): Finding {
  return warning('KQL019', 'one value goes over several lines', {
    label: 'all of it is compared, line ends included',
    help: 'put `or` between the values, or double quotes around a value with blanks',
  });
}

/** A token as people call it. */
export function found(token: Token, text: string): string {
  switch (token.kind) {
    case 'end':
      return 'the end of the query';
    case 'string':
      return `the string ${quote(text)}`;
    default:
      return quote(text);
  }
}

// ---- names

/** @param schema what the user would call it: `ECS`, `the schema` */
export function unknownFieldNear(path: string, near: string, severity: Severity, schema: string): Finding {
  const say = severity === 'error' ? error : warning;
  return say('KQL101', `unknown field ${quoteName(path)}`, {
    label: `not in ${schema}`,
    help: `did you mean \`${near}\`?`,
    replacement: near,
  });
}

export function unknownFields(paths: readonly string[], schema: string): Finding {
  return warning(
    'KQL102',
    `${paths.length === 1 ? 'a field is' : 'fields are'} not in ${schema}: ${quoteNames(paths)}`,
    {
      label: paths.length === 1 ? '' : 'the first of them',
      notes: [
        'they are read from the events all the same, and compared as keywords or numbers, as the value is written',
      ],
    },
  );
}

export function unknownField(path: string): Finding {
  return error('KQL103', `unknown field ${quoteName(path)}`, {
    label: 'not in the schema',
    help: 'name a field of the schema',
  });
}

export function freeText(text: string): Finding {
  return warning('KQL104', `${quote(text)} is looked for in every field`, {
    label: 'no field is named here',
    notes: ['every field of the events must be read for it, which no other condition needs'],
    help: 'name the field: `field: value`',
  });
}

export function noValues(path: string): Finding {
  return error(
    'KQL105',
    `${quoteName(path)} is an object, nested or geographic field and has no value to compare`,
    {
      help: 'name a field inside it, or write `field: { name: value }`',
    },
  );
}

// ---- types

const TYPE_WORDS: { readonly [Type in FieldType]: string } = {
  keyword: 'text',
  text: 'text',
  long: 'a whole number',
  double: 'a number',
  boolean: 'true or false',
  ip: 'an address',
  date: 'a date',
  date_nanos: 'a date',
  version: 'a version',
  unknown: 'of unknown type',
  unsupported: 'an object',
};

const WILDCARD_HELP: { readonly [Type in FieldType]?: string } = {
  ip: 'write a block of addresses: `field: "10.0.0.0/8"`',
  date: 'write a range: `field >= "2021-05-27"`',
  date_nanos: 'write a range: `field >= "2021-05-27"`',
  boolean: 'write `true` or `false`, or `field: *` for either',
};

export function wildcardOnType(path: string, type: FieldType): Finding {
  return error('KQL201', `a wildcard matches text, but ${quoteName(path)} is ${TYPE_WORDS[type]}`, {
    help: WILDCARD_HELP[type] ?? 'write a range: `field >= 5`',
  });
}

export function valueOfOtherType(value: string, path: string, type: FieldType): Finding {
  return warning('KQL202', `${quoteName(path)} is ${TYPE_WORDS[type]}, which ${quote(value)} never equals`, {
    help: `write ${type === 'ip' ? 'an address or a block of addresses' : TYPE_WORDS[type]}`,
  });
}

export function textRange(path: string): Finding {
  return warning('KQL203', `${quoteName(path)} is text, and texts are compared letter by letter`, {
    label: '`"9"` is greater than `"10"`',
    help: 'compare a field that holds numbers',
  });
}

export function nullValue(path: string): Finding {
  return warning('KQL204', `\`null\` is the text of four letters here, not a missing ${quoteName(path)}`, {
    help: 'write `not field: *` for a field that is missing',
  });
}

export function wildcardInRange(value: string): Finding {
  return error('KQL205', `${quote(value)} is no bound: it has a wildcard in it`, {
    help: 'write one value, or put a star that is meant as itself into double quotes',
  });
}

export function reckonedInNested(value: string): Finding {
  return error(
    'KQL206',
    `${quote(value)} is reckoned from the time of the event, which is not known inside of \`{ }\``,
    {
      help: 'write the date itself',
    },
  );
}

export function reckonedUnknown(value: string, path: string): Finding {
  return warning('KQL208', `${quote(value)} is compared as text, as nothing is known of ${quoteName(path)}`, {
    help: 'teach its type by `--schema`, or write the date itself',
  });
}

export function quotedWildcard(value: string): Finding {
  return {
    code: 'KQL207',
    severity: 'hint',
    message: `the star in ${quote(value)} is a star, no wildcard`,
    help: 'take the quotes away if any text is meant, and write `\\` before its special signs',
  };
}
