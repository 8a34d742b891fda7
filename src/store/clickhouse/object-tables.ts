/** Every version of every object, never changed: docs/design/alert-store.md. */
export const objectTables = (database: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS ${database}.objects (
    kind LowCardinality(String),
    id String,
    version UInt32,
    is_removed Bool,
    body String CODEC(ZSTD(1)),
    who String,
    at Int64
  ) ENGINE = ReplacingMergeTree ORDER BY (kind, id, version)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
];
