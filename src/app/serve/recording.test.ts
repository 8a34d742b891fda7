import { describe, expect, test } from 'vitest';
import type { ArrivingDocument } from '../../http/parts.ts';
import { moveTimes, play, readRecording } from './recording.ts';

describe('times of a recording', () => {
  test('are moved wherever they stand, and keep their spelling', () => {
    const text =
      '{"@timestamp":"2026-03-17T23:59:59.424Z","message":"UtcTime: 2026-03-17 23:59:59.4101234","n":20260317}';
    expect(moveTimes(text, 2000)).toBe(
      '{"@timestamp":"2026-03-18T00:00:01.424Z","message":"UtcTime: 2026-03-18 00:00:01.4101234","n":20260317}',
    );
  });
});

describe('playing', () => {
  const recording = readRecording(
    [3000, 1000, 2000].map(ms => JSON.stringify({ '@timestamp': new Date(ms).toISOString() })).join('\n'),
  );

  test('sends the past at once, the rest in its time, in order', async () => {
    let nowMs = 1_000_000;
    const sent: { readonly at: number; readonly times: readonly string[] }[] = [];
    await play(recording, {
      startMs: 2000,
      clock: () => nowMs,
      async send(documents: readonly ArrivingDocument[]) {
        const times = documents.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes))['@timestamp']);
        sent.push({ at: nowMs, times });
        nowMs += 1000;
      },
      signal: new AbortController().signal,
    });
    expect(sent).toEqual([
      { at: 1_000_000, times: ['1970-01-01T00:16:39.000Z', '1970-01-01T00:16:40.000Z'] },
      { at: 1_001_000, times: ['1970-01-01T00:16:41.000Z'] },
    ]);
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const sent: number[] = [];
    await play(recording, {
      startMs: 2000,
      clock: () => 1_000_000,
      async send(documents) {
        sent.push(documents.length);
        stop.abort();
      },
      signal: stop.signal,
    });
    expect(sent).toEqual([2]);
  });
});
