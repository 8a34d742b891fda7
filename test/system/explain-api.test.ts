/** Explanations of a running server, of the recorded attack; and that an alert has one sentence, wherever it is shown. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/event/json.ts';
import { ServerProcess } from '../support/running-server.ts';

const SENTENCE = 'kibana.alert.reason';
const shells = {
  query: { bool: { must_not: [{ exists: { field: 'kibana.alert.building_block_type' } }] } },
  _source: [SENTENCE],
};

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-explain-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Found {
  readonly hits: {
    readonly hits: readonly { readonly _id: string; readonly _source: { readonly [SENTENCE]: string } }[];
  };
}

test('an alert of the recorded attack is explained, and has one sentence everywhere', async () => {
  const args = ['--data', 'data', '--listen', '127.0.0.1:0', '--rules', resolve('rules'), '--demo'];
  const server = await ServerProcess.start(args, { cwd: home });
  try {
    const found = await server.until(
      async () => (await server.ask('/api/detection_engine/signals/search', shells)) as Found,
      ({ hits }) => hits.hits.length > 0,
      50_000,
    );
    const [hit] = found.hits.hits;
    const sentence = hit?._source[SENTENCE] ?? '';
    expect(sentence).toContain('rundll32.exe started dllhost.exe, and 8 s later dllhost.exe connected to');

    const explained = (await server.ask(`/api/tripline/alerts/${hit?._id}/explanation`)) as JsonObject;
    expect(explained).toMatchObject({
      alert: { sentence },
      rule: { state: 'same' },
      fires: true,
      verdict: 'fires once: all 2 steps within 8 s of the 60 s allowed',
      matches: [{ tookMs: expect.any(Number), allowedMs: 60_000, events: [{ step: 1 }, { step: 2 }] }],
      missingEvents: [],
      notes: [],
    });
    await server.until(
      async () => server.out,
      out => out.includes(sentence),
    );

    const funnel = await server.call('/api/tripline/rules/funnel', {
      rule: { type: 'eql', language: 'eql', query: 'process where process.name : "dllhost.exe"' },
      from: 'now-2h',
    });
    expect(await funnel.json()).toMatchObject({
      isPartial: false,
      steps: [{ step: 1 }],
      alerts: expect.any(Number),
    });

    const scanned = execFileSync(
      process.execPath,
      [
        resolve('bin/tripline.js'),
        'scan',
        resolve('examples/attack.ndjson'),
        '--rules',
        resolve('rules'),
      ].concat('--format', 'ndjson'),
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const sentences = scanned
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as JsonObject)[SENTENCE]);
    expect(sentences).toContain(sentence);
    const rule = resolve('rules/windows/dllhost_without_arguments_connects_out.toml');
    const explainedInTerminal = execFileSync(
      process.execPath,
      [resolve('bin/tripline.js'), 'explain', '--rule', rule, resolve('examples/attack.ndjson')],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(explainedInTerminal.replaceAll(/\s+/g, ' ')).toContain(sentence);
  } finally {
    expect(await server.stop()).toBe(0);
  }
});
