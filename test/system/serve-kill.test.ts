/**
 * A server that is killed again and again under load, with doubles and late events in what it gets: every event that
 * was acknowledged is there once, and the alerts are those of a scan of what is stored. `KILL_ROUNDS` sets how often;
 * `npm run test:kill` does it fifty times.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadRuleFiles } from '../../src/app/load-rule-files.ts';
import { scan } from '../../src/app/scan.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { ServerProcess } from '../support/running-server.ts';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 4);
const RULES = resolve('rules');
const LONGEST_LIFE_MS = 900;
let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-kill-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Sent {
  readonly id: string;
  readonly index: string;
  readonly document: JsonObject;
}

/** Events of which some complete the sequence that the shipped rule looks for, in any order and some of them twice. */
class Load {
  readonly acked = new Set<string>();
  readonly #random: Random;
  readonly #held: Sent[] = [];
  #count = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** Sends until the server dies. */
  async run(server: ServerProcess): Promise<void> {
    const earlier: Sent[] = [];
    for (;;) {
      const batch = this.#batch(earlier);
      try {
        const body = batch
          .map(
            ({ document, id, index }) =>
              `{"create":{"_index":"${index}","_id":"${id}"}}\n${JSON.stringify(document)}\n`,
          )
          .join('');
        const answer = await server.call('/_bulk', body, 'application/x-ndjson');
        const { items } = (await answer.json()) as {
          readonly items: readonly { readonly create: { readonly _id: string; readonly status: number } }[];
        };
        for (const { create } of items)
          if (create.status < 300 || create.status === 409) this.acked.add(create._id);
        earlier.push(...batch.slice(0, 3));
      } catch {
        return;
      }
    }
  }

  #batch(earlier: readonly Sent[]): readonly Sent[] {
    const batch: Sent[] = [];
    for (let at = 0; at < 20; at++) {
      const kind = this.#random.below(10);
      if (kind === 0 && earlier.length > 0) {
        const again = earlier[this.#random.below(earlier.length)];
        if (again !== undefined) batch.push(again);
      } else if (kind === 1) this.#pair(batch);
      else batch.push(this.#event('process', `p${this.#count}`, 'other.exe', this.#random.below(60_000)));
    }
    // The other half of a pair comes late.
    while (this.#held.length > 10) batch.push(...this.#held.splice(this.#random.below(this.#held.length), 1));
    return batch;
  }

  #pair(batch: Sent[]): void {
    const entity = `d${this.#count}`;
    const startedMs = this.#random.below(60_000);
    batch.push(this.#event('process', entity, 'dllhost.exe', startedMs));
    this.#held.push(
      this.#event('network', entity, 'dllhost.exe', startedMs - this.#random.below(startedMs + 1)),
    );
  }

  #event(category: string, entity: string, name: string, agoMs: number): Sent {
    const id = `e${this.#count++}`;
    const process_ = { name, entity_id: entity, pid: 1, args_count: 1, args: [name] };
    return {
      id,
      index: `logs-endpoint.events.${category}-default`,
      document: {
        '@timestamp': new Date(Date.now() - agoMs).toISOString(),
        event: { category: [category], type: ['start'], kind: 'event', sequence: this.#count },
        host: { id: 'h', name: 'h', os: { type: 'windows' } },
        process: process_,
        ...(category === 'network'
          ? { destination: { ip: '198.41.0.4', port: 443 }, network: { direction: 'egress' } }
          : {}),
      },
    };
  }
}

test(
  `killed ${ROUNDS} times under load, it keeps what it acknowledged, once, and alerts as a scan does`,
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = randomFrom(seed);
    const load = new Load(seed);
    const args = ['--data', 'killed', '--listen', '127.0.0.1:0', '--rules', RULES];
    for (let round = 0; round < ROUNDS; round++) {
      const server = await ServerProcess.start(args, { cwd: home });
      const sending = load.run(server);
      await new Promise(next => setTimeout(next, 50 + random.below(LONGEST_LIFE_MS)));
      await server.kill();
      await sending;
    }
    const last = await ServerProcess.start(args, { cwd: home });
    try {
      const stored = await allEvents(last);
      const ids = stored.map(({ _id }) => _id);
      expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
      expect(
        [...load.acked].filter(id => !ids.includes(id)),
        `seed ${seed}`,
      ).toEqual([]);
      expect(load.acked.size).toBeGreaterThan(ROUNDS * 20);
      const wanted = await scannedAlerts(stored);
      expect(wanted.length).toBeGreaterThan(0);
      await last.until(
        () => toldAlerts(last),
        told => JSON.stringify(told) === JSON.stringify(wanted),
        60_000,
      );
    } finally {
      await last.stop();
    }
  },
  60_000 + ROUNDS * 10_000,
);

interface SearchHit {
  readonly _id: string;
  readonly _index: string;
  readonly _source: JsonObject;
}

async function allEvents(server: ServerProcess): Promise<readonly SearchHit[]> {
  const all: SearchHit[] = [];
  let cursor: string | undefined;
  do {
    const page = (await server.ask('/api/tripline/events/search', {
      ...{ language: 'eql', query: 'any where true', size: 5000, order: 'asc' },
      ...(cursor === undefined ? {} : { cursor }),
    })) as { readonly cursor?: string; readonly hits: { readonly events?: readonly SearchHit[] } };
    all.push(...(page.hits.events ?? []));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

async function scannedAlerts(stored: readonly SearchHit[]): Promise<readonly string[]> {
  const { rules } = await loadRuleFiles([RULES]);
  const compiled = rules.flatMap(rule => (rule.kind === 'compiled' ? [rule.compiled] : []));
  const uuids: string[] = [];
  const text = stored.map(({ _id, _index, _source }) => JSON.stringify({ _id, _index, _source })).join('\n');

  const input = {
    name: 'stored',
    async *bytes() {
      yield Buffer.from(text);
    },
  };
  await scan(
    [input],
    compiled,
    { executionUuid: 'x' },
    {
      onAlert: ({ group }) => {
        uuids.push(
          group.alert['kibana.alert.uuid'],
          ...group.blocks.map(block => block['kibana.alert.uuid']),
        );
      },
      onProblem: problem => {
        throw new Error(problem.message);
      },
    },
  );
  return uuids.sort();
}

async function toldAlerts(server: ServerProcess): Promise<readonly string[]> {
  const { hits } = (await server.ask('/api/detection_engine/signals/search', {
    query: { bool: { must_not: [{ term: { 'kibana.alert.tripline.superseded': true } }] } },
    _source: false,
    size: 10_000,
  })) as { readonly hits: { readonly hits: readonly { readonly _id: string }[] } };
  return hits.hits.map(({ _id }) => _id).sort();
}
