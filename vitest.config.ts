import { defineConfig } from 'vitest/config';

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'test/**/*.prop.ts'],
    reporters: ['./scripts/ci-reporter.mjs'],
    testTimeout: 60_000,
    pool: 'threads',
  },
});

export default config;
