// The zips of OTRF's Security Datasets, as they are published: every event of theirs is read without unpacking.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileInput, readEvents } from '../../src/ingest/read-events.ts';

const FOLDER = '../shared/data/events/OTRF-Security-Datasets';
/** Of macOS's own in a folder `__MACOSX`: what the Finder knows of the other file. */
const FINDER_FILES = 6;
const RECORDS = 159_503;
/** Seven records of PowerShell are two scripts. */
const JOINED = 5;

describe.skipIf(!existsSync(FOLDER))(`the zips of ${FOLDER}`, () => {
  test('hold 159,498 events in 40 archives, and nothing that is not told', { timeout: 120_000 }, async () => {
    const archives = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.zip'),
    );
    const counts = { event: 0, skipped: 0, unreadable: 0, 'passed-over': 0 };
    for (const archive of archives) {
      for await (const items of readEvents(fileInput(join(FOLDER, archive)), {})) {
        for (const item of items) counts[item.kind]++;
      }
    }
    expect([archives.length, counts]).toEqual([
      40,
      { event: RECORDS - JOINED, skipped: 0, unreadable: 0, 'passed-over': FINDER_FILES },
    ]);
  });
});
