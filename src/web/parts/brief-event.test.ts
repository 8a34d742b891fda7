import { expect, test } from 'vitest';
import { briefEvent } from './brief-event.ts';

test('an event is its host, its kind and its process', () => {
  expect(
    briefEvent({
      host: { name: 'FIN-WS-014' },
      event: { module: 'sysmon', code: '1', category: ['process'] },
      process: { name: 'dllhost.exe' },
    }),
  ).toBe('FIN-WS-014 · sysmon · 1 · dllhost.exe');
});

test('what an event lacks is left out', () => {
  expect(briefEvent({ event: { category: ['network', 'x'] } })).toBe('network');
  expect(briefEvent({ message: 'm'.repeat(100) })).toBe('m'.repeat(80));
  expect(briefEvent({})).toBe('an event without the usual fields');
});
