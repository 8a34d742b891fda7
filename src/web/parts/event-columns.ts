/** The columns of a table of events: fields by name, and last what the event says in a line. */
export const SUMMARY = 'summary';
const USUAL_COLUMNS = ['@timestamp', 'event.category', 'host.name', 'process.name'];
const HEADS: { readonly [field: string]: string } = {
  '@timestamp': 'time',
  'event.category': 'category',
  'host.name': 'host',
  'process.name': 'process',
};

/** @param chosen fields besides the usual ones */
export function columnsShown(chosen: readonly string[], isNarrow: boolean): readonly string[] {
  if (isNarrow) return ['@timestamp', 'process.name', SUMMARY];
  return [...new Set([...USUAL_COLUMNS, ...chosen, SUMMARY])];
}

export function columnHead(field: string): string {
  return HEADS[field] ?? field;
}

/** How wide it is drawn. */
export function columnKind(field: string): string {
  return HEADS[field] ?? (field === SUMMARY ? SUMMARY : 'field');
}
