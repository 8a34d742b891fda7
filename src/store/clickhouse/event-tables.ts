import { EVENT_COLUMNS, type EventColumn } from './event-columns.ts';

/**
 * Events lie by the day on which they arrived, which is what they are forgotten by; within a day by their time, which
 * is what they are read by. The day follows from the clock of the store: a time out of a document may be any, and each
 * would have a partition.
 */
export const EVENT_TABLES = (database: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS ${database}.events (
    arrival UInt64 CODEC(Delta, LZ4),
    arrived Int64 CODEC(Delta, LZ4),
    time Int64 CODEC(Delta, LZ4),
    ingested Int64 CODEC(Delta, LZ4),
    bytes Int64 CODEC(T64, LZ4),
    id String CODEC(ZSTD(1)),
    index_name LowCardinality(String),
    ${EVENT_COLUMNS.map(each => `${each.column} ${columnType(each)}`).join(',\n    ')},
    raw String CODEC(ZSTD(1)),
    ecs String CODEC(ZSTD(1)),
    INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_arrival arrival TYPE minmax GRANULARITY 1,
    INDEX by_ingested ingested TYPE minmax GRANULARITY 1,
    INDEX by_entity process_entity_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_parent process_parent_entity_id TYPE bloom_filter(0.01) GRANULARITY 1
  ) ENGINE = MergeTree
  PARTITION BY intDiv(arrived, 86400000)
  ORDER BY (time, arrival)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 33554432`,
];

function columnType(column: EventColumn): string {
  switch (column.kind) {
    case 'words':
      return 'LowCardinality(String)';
    case 'list':
      return 'Array(LowCardinality(String))';
    case 'number':
      return 'Int64';
    default:
      return 'String CODEC(ZSTD(1))';
  }
}
