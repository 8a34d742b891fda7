import type { Json } from '../../event/json.ts';

/**
 * A text in SQL. Whatever would be read as more than itself is spelt as its bytes: texts of events and rules are
 * hostile. Half a character (a surrogate alone) has no bytes, and becomes U+FFFD as everywhere in UTF-8. Values stand
 * in the statement itself, as bound parameters travel in the address.
 */
export function sqlText(text: string): string {
  return `'${text.replace(
    /[\\'`"\u0000-\u001f\u007f?{}]/g,
    character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )}'`;
}

/** Texts in a row, with commas between them: what stands in `IN (…)` or `[…]`. */
export function sqlTexts(texts: Iterable<string>): string {
  return Array.from(texts, sqlText).join(', ');
}

/** A pattern of LIKE that means this text. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** A value of a column in SQL: a text, a number, a boolean, or a list of such. */
export function sqlLiteral(value: Json): string {
  if (typeof value === 'string') return sqlText(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(sqlLiteral).join(', ')}]`;
  // Fractions as texts that are read as numbers: a literal might be taken for another number than the one next to it.
  return typeof value === 'number' && !Number.isSafeInteger(value)
    ? `toFloat64(${sqlText(String(value))})`
    : String(value);
}
