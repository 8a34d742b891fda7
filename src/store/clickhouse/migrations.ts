/**
 * How the tables came to be what they are. A migration that was released is never changed: what is to be different is
 * a further one, at the end.
 */
import { alertTables, furtherAlertColumns } from './alert-tables.ts';
import type { ClickHouse } from './connection.ts';
import { EVENT_TABLES } from './event-tables.ts';
import { fillAlertColumns } from './fill-alert-columns.ts';
import { objectTables } from './object-tables.ts';

export interface Migration {
  /** From 1, one more each. */
  readonly version: number;
  readonly name: string;
  /** Each may run twice: a kill between a migration and its record makes it run again. */
  readonly statements: (database: string) => readonly string[];
  /** What comes after them and cannot be said in SQL; it may run twice, too. */
  readonly fill?: (clickHouse: ClickHouse) => Promise<void>;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'events', statements: EVENT_TABLES },
  { version: 2, name: 'alerts', statements: alertTables },
  { version: 3, name: 'objects', statements: objectTables },
  { version: 4, name: 'alert-columns', statements: furtherAlertColumns, fill: fillAlertColumns },
];

export const SCHEMA_VERSION: number = Math.max(...MIGRATIONS.map(each => each.version));
