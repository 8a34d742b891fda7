/**
 * How the tables came to be what they are. A migration that was released is never changed: what is to be different is
 * a further one, at the end.
 */
import { alertTables } from './alert-tables.ts';
import { EVENT_TABLES } from './event-tables.ts';
import { objectTables } from './object-tables.ts';

export interface Migration {
  /** From 1, one more each. */
  readonly version: number;
  readonly name: string;
  /** Each may run twice: a kill between a migration and its record makes it run again. */
  readonly statements: (database: string) => readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'events', statements: EVENT_TABLES },
  { version: 2, name: 'alerts', statements: alertTables },
  { version: 3, name: 'objects', statements: objectTables },
];

export const SCHEMA_VERSION: number = Math.max(...MIGRATIONS.map(each => each.version));
