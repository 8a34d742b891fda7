/** A literal of ClickHouse's SQL. Values stand in the statement itself: bound parameters travel in the address. */
export function sqlText(text: string): string {
  return `'${text.replaceAll(/[\\'\0]/g, sign => (sign === '\0' ? '\\0' : `\\${sign}`))}'`;
}

export function sqlTexts(texts: readonly string[]): string {
  return texts.map(sqlText).join(', ');
}
