import { afterEach, describe, expect, test } from 'vitest';
import type { SourceEvent } from '../alerts/alert-document.ts';
import { Fingerprinter } from './fingerprint.ts';
import { KeptEvents } from './kept-events.ts';

const opened: KeptEvents[] = [];
afterEach(() => {
  for (const kept of opened.splice(0)) kept.close();
});

function keptEvents(budgetBytes: number): KeptEvents {
  const kept = new KeptEvents(budgetBytes, new Fingerprinter(0));
  opened.push(kept);
  return kept;
}

describe('kept events', () => {
  test.each([
    ['in memory', 1_000_000],
    ['in memory, then in the file', 600],
    ['in the file', 0],
  ])('come back as they were kept: %s', (_, budgetBytes) => {
    const kept = keptEvents(budgetBytes);
    const events: SourceEvent[] = Array.from({ length: 20 }, (_, at) => ({
      id: `id ${at}`,
      index: at % 2 === 0 ? undefined : 'logs-ünï',
      document: { message: '→'.repeat(at), nested: { list: [at, null, true] } },
    }));
    const refs = events.map(event => kept.keep(event));
    expect(refs).toEqual(events.map((_, at) => at));
    expect(refs.toReversed().map(ref => kept.get(ref))).toEqual(events.toReversed());
  });

  test('say so when asked for an event that was never kept', () => {
    const kept = keptEvents(100);
    expect(() => kept.get(3)).toThrow('no event is kept as 3');
  });
});
