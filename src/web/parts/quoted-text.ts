/** A value as the text of a query in EQL or KQL has it between quotes. */
export function escapedText(value: string): string {
  return value
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

/** A literal of either language: texts in quotes, numbers and truths as they are. */
export function literalText(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${escapedText(value)}"` : String(value);
}
