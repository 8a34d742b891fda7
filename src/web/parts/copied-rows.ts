/** Rows of a table as text for other programs. */
export interface CopiedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** By RFC 4180, lines end with CR LF. */
export function csvText(table: CopiedTable): string {
  return linesOf(table, ',', '\r\n', text =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
  );
}

/** For pasting into a sheet: a tab or line end within a value becomes a blank. */
export function tsvText(table: CopiedTable): string {
  return linesOf(table, '\t', '\n', text => text.replaceAll(/[\t\r\n]+/g, ' '));
}

function linesOf(
  { columns, rows }: CopiedTable,
  between: string,
  lineEnd: string,
  written: (text: string) => string,
): string {
  return [columns, ...rows]
    .map(row => row.map(text => written(harmless(text))).join(between))
    .join(lineEnd)
    .concat(lineEnd);
}

/** A sheet takes what begins with one of these for a formula, blanks before it or not; a quote makes it a text. */
function harmless(text: string): string {
  return /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
