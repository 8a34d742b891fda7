import { expect, test } from 'vitest';
import type { ArrivingSource } from '../../../api/sources.ts';
import { inOrderOfConcern, nameInUrl } from './source-order.ts';

function source(index: string | null, events: number, isSilent = false, rulesStarved = 0): ArrivingSource {
  return {
    ...{ index, events, isSilent, rulesStarved, bytes: 0, lastHourEvents: 0, rulesFed: rulesStarved },
    ...{ first: '', last: '', medianLatenessMs: 0, mostLatenessMs: 0, silentMs: 0 },
  };
}

test('sources that fell silent stand before those that come, and those that rules miss before others', () => {
  const sorted = inOrderOfConcern([
    source('small', 1),
    source('large', 100),
    source('quiet', 5, true),
    source('missed', 2, true, 57),
  ]);
  expect(sorted.map(({ index }) => index)).toEqual(['missed', 'quiet', 'large', 'small']);
});

test('events of unknown index have a name in the address too', () => {
  expect([nameInUrl('logs-x'), nameInUrl(null)]).toEqual(['logs-x', '?']);
});
