import { describe, expect, test } from 'vitest';
import { type PastQuery, readHistory, withQuery, withStar } from './query-history.ts';

const run = (query: string, past: readonly PastQuery[] = []): readonly PastQuery[] =>
  withQuery(past, { language: 'eql', query }, 1);

describe('the history of queries', () => {
  test('has the latest first, and each only once', () => {
    const past = run('a', run('b', run('a')));
    expect(past.map(({ query }) => query)).toEqual(['a', 'b']);
  });

  test('keeps what has a star when others make room', () => {
    let past = run('loved');
    const [loved] = past;
    if (loved === undefined) throw new Error('nothing was kept');
    past = withStar(past, loved);
    for (let at = 0; at < 200; at++) past = run(`query ${at}`, past);
    expect(past).toHaveLength(100);
    expect(past.at(-1)).toMatchObject({ query: 'loved', hasStar: true });
    expect(run('loved', past)[0]).toMatchObject({ query: 'loved', hasStar: true });
  });

  test('forgets nothing it cannot read, but starts anew', () => {
    expect(readHistory('{')).toEqual([]);
    expect(readHistory(null)).toEqual([]);
    expect(readHistory('[{"query":1},{"language":"eql","query":"a","atMs":1,"hasStar":false}]')).toHaveLength(
      1,
    );
  });
});
