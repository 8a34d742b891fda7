import { defineConfig } from 'vitest/config';

/** What opens ClickHouse in its own process: in a worker thread it would crash when that ends. */
const IN_PROCESSES = [
  'src/store/clickhouse/**/*.test.ts',
  'test/store/**/*.test.ts',
  'test/store/**/*.prop.ts',
];

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    reporters: ['./scripts/ci-reporter.mjs'],
    projects: [
      {
        extends: true,
        test: {
          name: 'threads',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'test/**/*.prop.ts'],
          exclude: IN_PROCESSES,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'threads',
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: IN_PROCESSES,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'forks',
        },
      },
    ],
  },
});

export default config;
