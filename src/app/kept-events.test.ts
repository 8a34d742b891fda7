import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SourceEvent } from '../alerts/alert-document.ts';
import type { LineOrigin } from '../ingest/ingested-event.ts';
import { readJsonRecord } from '../ingest/read-record.ts';
import { Fingerprinter } from './fingerprint.ts';
import { KeptEvents } from './kept-events.ts';

const opened: KeptEvents[] = [];
afterEach(() => {
  for (const kept of opened.splice(0)) kept.close();
});

function keptEvents(budgetBytes: number): KeptEvents {
  const kept = new KeptEvents(budgetBytes, new Fingerprinter(0), () => {});
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

describe('kept lines', () => {
  const SEED = 5;
  const TEXTS = ['{"a":"→"}', '{"a":2}', '{"_id":"7","_index":"x","_source":{"a":3}}'];
  let folder: string;
  let path: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tripline-kept-'));
    path = join(folder, 'lines.ndjson');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The lines of a text that begins at the third byte of its file, each kept with its fingerprint. */
  function keptLines(origin: LineOrigin, budgetBytes: number): { kept: KeptEvents; refs: readonly number[] } {
    const fingerprint = new Fingerprinter(SEED);
    const kept = new KeptEvents(budgetBytes, fingerprint, () => {});
    opened.push(kept);
    let offset = 0;
    const refs = TEXTS.map((text, at) => {
      const bytes = Buffer.from(text);
      const line = { record: at + 1, bytes, lengthBytes: bytes.length, offset, ending: 'mark' } as const;
      const event = readJsonRecord(line, origin.settings);
      if (event.kind === 'event') fingerprint.take(event.identity);
      offset += bytes.length + 1;
      return kept.keepLine(line, origin, fingerprint.low);
    });
    return { kept, refs };
  }

  function originOf(ofPath: string | undefined): LineOrigin {
    return { settings: { input: 'in', noun: 'line', limitBytes: 1000 }, path: ofPath, base: 3 };
  }

  const documents = [{ a: '→' }, { a: 2 }, { a: 3 }];

  test.each([100_000, 0])('of a stream come back from their bytes (%d bytes in memory)', budgetBytes => {
    const { kept, refs } = keptLines(originOf(undefined), budgetBytes);
    expect(refs.toReversed().map(ref => kept.get(ref))).toMatchObject(
      documents.map(document => ({ document })).toReversed(),
    );
    expect(kept.get(2)).toMatchObject({ id: '7', index: 'x', position: { input: 'in', record: 3 } });
  });

  test('of a file are read again where they stand', () => {
    writeFileSync(path, `\ufeff${TEXTS.join('\n')}\n`);
    const { kept, refs } = keptLines(originOf(path), 0);
    expect(refs.map(ref => kept.get(ref))).toMatchObject(documents.map(document => ({ document })));
  });

  test.each([
    ['gone', undefined],
    ['shorter', '\ufeff{"a":"→'],
    ['another', `\ufeff{"a":"←"}\n${TEXTS.slice(1).join('\n')}`],
  ])('of a file that changed while it was read (%s) are told as lost', (_, text) => {
    rmSync(path, { force: true });
    if (text !== undefined) writeFileSync(path, text);
    const { kept } = keptLines(originOf(path), 0);
    const lost = kept.get(0);
    expect(lost).toMatchObject({ kind: 'changed', input: 'in' });
    expect('diagnostic' in lost && lost.diagnostic.message).toContain('it changed while it was read');
  });

  test('that turn out to be no events are told as what they are', () => {
    writeFileSync(path, `\ufeff${TEXTS.join('\n').replace('2}', 'x}')}`);
    const { kept } = keptLines(originOf(path), 0);
    expect(kept.get(1)).toMatchObject({ kind: 'skipped', reason: 'not-json', position: { record: 2 } });
    expect(kept.get(0)).toMatchObject({ document: documents[0] });
  });
});
