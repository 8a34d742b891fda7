/**
 * Which fields of an event have a column of their own: what rules, searches and the story of a process ask for. Every
 * other field is only in the document.
 *
 * A column holds the one value that the field has. A field without a value is `''` (-1 for numbers). Whatever else a
 * field may have (several values, a value of another type, an empty text, a long one) is ODD there (-2 for numbers):
 * the document says what it is, and a search takes such a row as one that may pass.
 */
export interface EventColumn {
  readonly field: string;
  readonly column: string;
  /** `words`: few different texts. `list`: some of a few words, or ODD among them. */
  readonly kind: 'words' | 'text' | 'entity' | 'number' | 'list';
}

export const ODD = '\u0001';
export const NO_NUMBER = -1;
export const ODD_NUMBER = -2;
/** Of an event without a usable time: behind every time that there is. */
export const NO_TIME = 8_640_000_000_000_001;
/** A field with more values is ODD in a column of lists. */
export const MOST_LISTED = 16;
/** Longer values (in bytes) are ODD: a column is for what is compared. */
export const LONGEST_VALUE = 512;

export const EVENT_COLUMNS: readonly EventColumn[] = [
  column('event.category', 'list'),
  column('event.type', 'list'),
  column('event.action', 'words'),
  column('event.code', 'words'),
  column('event.dataset', 'words'),
  column('event.outcome', 'words'),
  column('host.name', 'words'),
  column('host.id', 'words'),
  column('host.os.type', 'words'),
  column('agent.id', 'words'),
  column('user.name', 'words'),
  column('user.id', 'words'),
  column('process.name', 'words'),
  column('process.executable', 'text'),
  column('process.entity_id', 'entity'),
  column('process.parent.name', 'words'),
  column('process.parent.entity_id', 'entity'),
  column('process.pid', 'number'),
  column('source.ip', 'text'),
  column('destination.ip', 'text'),
  column('destination.port', 'number'),
  column('dns.question.name', 'text'),
  column('file.name', 'text'),
  column('file.path', 'text'),
  column('registry.path', 'text'),
];

function column(field: string, kind: EventColumn['kind']): EventColumn {
  return { field, column: field.replaceAll('.', '_'), kind };
}
