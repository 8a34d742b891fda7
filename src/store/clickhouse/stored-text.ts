const UNSTORABLE = /[\ud800-\udfff\uffff]/gu;

/**
 * Half of a surrogate pair has no UTF-8: it is stored as U+FFFF and its number, and so is U+FFFF itself. Different
 * texts stay different.
 */
export function storedText(text: string): string {
  return text.replaceAll(UNSTORABLE, sign => `\uffff${sign.charCodeAt(0).toString(16)}`);
}

/** What `storedText` was given. */
export function shownText(text: string): string {
  if (!text.includes('\uffff')) return text;
  return text.replaceAll(/\uffff([0-9a-f]{4})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
