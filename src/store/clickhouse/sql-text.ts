/**
 * A text in SQL. Whatever would be read as more than itself is spelt as its bytes: texts of events and rules are
 * hostile. Half a character (a surrogate alone) has no bytes, and becomes U+FFFD as everywhere in UTF-8.
 */
export function quoted(text: string): string {
  return `'${text.replace(
    /[\\'`"\u0000-\u001f\u007f?{}]/g,
    character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )}'`;
}

/** A pattern of LIKE that means this text. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
