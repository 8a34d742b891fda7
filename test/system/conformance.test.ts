/** The suites of another engine, where they lie beside the repository: `npm run conformance` as a test. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runConformance } from '../../src/app/conformance/index.ts';

const SUITES = '../shared/data/eql/elasticsearch';

describe.skipIf(!existsSync(SUITES))(`the suites of ${SUITES}`, () => {
  test('every case gives the answer that Elasticsearch gives, or one that is listed with its reason', async () => {
    const failures: string[] = [];
    const counts = new Map<string, number>();
    for await (const { file, name, passes, expected, found } of runConformance(SUITES)) {
      counts.set(file, (counts.get(file) ?? 0) + 1);
      if (!passes) failures.push(`${file} > ${name}\nexpected ${expected}\nfound ${found}`);
    }
    expect(failures.join('\n\n')).toBe('');
    // No case is lost on the way.
    expect(Object.fromEntries(counts)).toEqual({
      'qa/test_queries.toml': 133,
      'qa/additional_test_queries.toml': 61,
      'qa/test_queries_date.toml': 4,
      'qa/test_queries_date_nanos.toml': 3,
      'qa/test_missing_events.toml': 26,
      'qa/test_sample.toml': 25,
      'unit/sequences.series-spec': 25,
      'unit/test_string_functions.toml': 92,
      'unit/error-cases.json': 63,
    });
  });
});
