/**
 * A text in SQL. Whatever would be read as more than itself is spelt as its bytes: texts of events and rules are
 * hostile. Half a character (a surrogate alone) has no bytes, and becomes U+FFFD as everywhere in UTF-8. Values stand
 * in the statement itself, as bound parameters travel in the address.
 */
export function quoted(text: string): string {
  return `'${text.replace(
    /[\\'`"\u0000-\u001f\u007f?{}]/g,
    character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )}'`;
}

export function sqlText(text: string): string {
  return quoted(text);
}

export function sqlTexts(texts: readonly string[]): string {
  return texts.map(quoted).join(', ');
}

/** A pattern of LIKE that means this text. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
