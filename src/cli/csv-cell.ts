/**
 * A value of a CSV file (RFC 4180). Values come from rules and events and are hostile: what a spreadsheet would
 * take for a formula gets an apostrophe in front.
 */
export function csvCell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
