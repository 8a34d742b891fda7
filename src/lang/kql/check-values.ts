/** Whether a value is one that a field of the type can have, told by its text. */
import { unreachable } from '../../base/unreachable.ts';
import { isCidr } from '../../event/cidr.ts';
import { booleanOf, numericOf } from '../../event/coerce.ts';
import { isReckonedFromNow, parseDateMath } from '../../event/date-math.ts';
import { parseInstant } from '../../event/instant.ts';
import { parseIp } from '../../event/ip-address.ts';
import type { FieldType } from '../../event/schema.ts';
import type { Finding } from '../../source/report.ts';
import { hasWildcard, isAnything, type Literal, textOf } from './ast.ts';
import * as messages from './messages.ts';

/** What is wrong with `field: value`. */
export function checkValue(path: string, type: FieldType, value: Literal): Finding | undefined {
  if (isAnything(value)) return undefined;
  if (type === 'unsupported') return messages.noValues(path);
  const text = textOf(value);
  if (hasWildcard(value)) return isOfTexts(type) ? undefined : messages.wildcardOnType(path, type);
  if (!value.quoted && text.toLowerCase() === 'null') return messages.nullValue(path);
  if (!spells(text, type) && !(type === 'ip' && isCidr(text)))
    return messages.valueOfOtherType(text, path, type);
  // The words of a text have no stars, quoted or not.
  const isQuotedWildcard = value.quoted && type !== 'text' && /^\*.|.\*$/s.test(text);
  return isQuotedWildcard ? messages.quotedWildcard(text) : undefined;
}

/** What is wrong with `field > value`. */
export function checkBound(path: string, type: FieldType, value: Literal): Finding | undefined {
  const text = textOf(value);
  if (type === 'unsupported') return messages.noValues(path);
  if (hasWildcard(value)) return messages.wildcardInRange(text);
  if (!spells(text, type)) return messages.valueOfOtherType(text, path, type);
  if (type === 'unknown' && isReckonedFromNow(text)) return messages.reckonedUnknown(text, path);
  const isText = type === 'keyword' || type === 'text';
  return isText && numericOf(text) !== undefined ? messages.textRange(path) : undefined;
}

function isOfTexts(type: FieldType): boolean {
  return type === 'keyword' || type === 'text' || type === 'version' || type === 'unknown';
}

/** Whether the text is how a value of the type may be written. */
function spells(text: string, type: FieldType): boolean {
  switch (type) {
    case 'long':
    case 'double':
      return numericOf(text) !== undefined;
    case 'boolean':
      return booleanOf(text) !== undefined;
    case 'ip':
      return parseIp(text) !== undefined;
    case 'date':
    case 'date_nanos':
      return parseInstant(text, 'first') !== undefined || parseDateMath(text) !== undefined;
    case 'keyword':
    case 'text':
    case 'version':
    case 'unknown':
    case 'unsupported':
      return true;
    default:
      return unreachable(type);
  }
}
