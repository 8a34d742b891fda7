import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { bookRuleOf } from '../../../test/support/book-rule.ts';
import { type TestParts, testParts } from '../../../test/support/http-parts.ts';
import { triplineApi } from '../../../test/support/tripline-api.ts';
import type { Change, DetectionStatus, RunRecord } from '../../detect/detection.ts';
import type { StoreSize } from '../../store/event-store.ts';
import { MemoryEventStore } from '../../store/memory/event-store.ts';
import { buildServer } from '../server.ts';
import { ServerMetrics } from './server-metrics.ts';

const STATUS: DetectionStatus = {
  ...{ rules: 1, heldHits: 7, tooLateEvents: 3, tooLateWindow: undefined, aheadOfClockEvents: 2 },
  ...{ unreadableEvents: 1, waitingRuns: 4, alertsMade: { low: 1, medium: 0, high: 5, critical: 0 } },
  alertDelayMs: { p50: 250, p99: 4000 },
};
const window = { fromMs: 0, toMs: 1 };
const RECORD: RunRecord = {
  ...{ id: 'run-1', ruleId: 'id-of-shell', kind: 'scheduled', outcome: 'succeeded', window, startedAtMs: 0 },
  ...{ durationMs: 60, delayMs: 0, events: 5, hits: 4, newAlerts: 1, knownAlerts: 0, supersededAlerts: 0 },
  ...{ suppressedAlerts: 0, exceptedMatches: 0, warnings: [], notCovered: [] },
};
const RULE = bookRuleOf({
  ...{ rule_id: 'shell', name: 'A shell', description: 'A shell.', risk_score: 47, severity: 'medium' },
  ...{ type: 'eql', language: 'eql', query: 'process where process.name == "sh"' },
});

class StubbornStore extends MemoryEventStore {
  answer: () => Promise<StoreSize> = async () => ({
    ...{ events: 12, bytesOnDisk: 3_000, freeBytes: 5_000, waitingEvents: 2 },
  });

  override size(): Promise<StoreSize> {
    return this.answer();
  }
}

interface World {
  readonly server: FastifyInstance;
  readonly parts: TestParts;
  readonly events: StubbornStore;
  change(change: Change): void;
  scrape(): Promise<string>;
}

const servers: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function world(): Promise<World> {
  const events = new StubbornStore();
  const { change, parts: own } = await triplineApi({
    bookRules: [RULE, { ...RULE, id: 'off', isEnabled: false }, { ...RULE, id: 'bad', compiled: undefined }],
    answers: { status: () => STATUS },
  });
  const { changes, detection, rules } = own;
  const parts = { ...testParts(), events, changes, detection, rules };
  const server = buildServer(parts);
  servers.push(server);
  const authorization = await parts.key('read');
  const scrape = async (): Promise<string> => {
    const answer = await server.inject({ url: '/metrics', headers: { authorization } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    return answer.body;
  };
  return { server, parts, events, change, scrape };
}

/** The number of a series, written as Prometheus writes it. */
function valueIn(text: string, series: string): number | undefined {
  const line = text.split('\n').find(each => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

test('what the intake, the store, the rules and the detection count is told', async () => {
  const { parts, scrape } = await world();
  Object.assign(parts.intake.counts, { stored: 10, doubles: 2, turnedAway: 6 });
  Object.assign(parts.intake.counts, { refused: new Map([['not-json', 3]]) });
  const text = await scrape();
  const expected = {
    tripline_events_stored_total: 10,
    tripline_events_double_total: 2,
    'tripline_events_refused_total{reason="not-json"}': 3,
    'tripline_events_refused_total{reason="too-long"}': 0,
    tripline_ingest_turned_away_total: 6,
    tripline_store_up: 1,
    tripline_store_events: 12,
    tripline_store_bytes: 3_000,
    tripline_store_free_bytes: 5_000,
    tripline_store_waiting_events: 2,
    'tripline_rules{state="running"}': 1,
    'tripline_rules{state="off"}': 1,
    'tripline_rules{state="broken"}': 1,
    tripline_rules_failing: 0,
    tripline_held_hits: 7,
    tripline_waiting_runs: 4,
    tripline_late_events_total: 3,
    tripline_ahead_of_clock_events_total: 2,
    'tripline_alerts_total{severity="high"}': 5,
    'tripline_alert_delay_seconds{quantile="0.5"}': 0.25,
    'tripline_alert_delay_seconds{quantile="0.99"}': 4,
    'tripline_build_info{version="0.0.0-test"}': 1,
    tripline_start_time_seconds: Date.UTC(2026, 0, 1) / 1000,
  };
  const found = Object.keys(expected).map(series => [series, valueIn(text, series)]);
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(valueIn(text, 'tripline_process_memory_bytes{kind="resident"}')).toBeGreaterThan(1e6);
  expect(valueIn(text, 'tripline_process_cpu_seconds_total')).toBeGreaterThan(0);
});

test('every metric says what it is, and its name ends in its unit or says that it counts', async () => {
  const { scrape } = await world();
  const lines = (await scrape()).split('\n');
  const types = lines.filter(line => line.startsWith('# TYPE ')).map(line => line.split(' ').slice(2));
  expect(types.length).toBeGreaterThan(25);
  for (const [name = '', type] of types) {
    expect(lines.filter(line => new RegExp(`^# HELP ${name} .*\\.$`).test(line))).toHaveLength(1);
    expect(name).toMatch(/^tripline_[a-z_]+$/);
    if (type === 'counter') expect(name).toMatch(/_total$/);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
});

describe('a store', () => {
  test('that fails is told as down, and what it holds is not told as nothing', async () => {
    const { events, scrape } = await world();
    events.answer = async () => {
      throw new Error('no answer');
    };
    const text = await scrape();
    expect(valueIn(text, 'tripline_store_up')).toBe(0);
    expect(valueIn(text, 'tripline_store_events')).toBeUndefined();
    expect(valueIn(text, 'tripline_held_hits')).toBe(7);
  });

  test('that hangs holds nobody up, and is not asked again before it answers', async () => {
    const { events, parts } = await world();
    let asked = 0;
    let release = (): void => {};
    events.answer = () => {
      asked++;
      return new Promise(resolve => {
        release = () => resolve({ events: 1, bytesOnDisk: 1, freeBytes: undefined, waitingEvents: 0 });
      });
    };
    const metrics = new ServerMetrics(parts, { storeMs: 1 });
    expect(valueIn(await metrics.text(), 'tripline_store_up')).toBe(0);
    expect(valueIn(await metrics.text(), 'tripline_store_up')).toBe(0);
    expect(asked).toBe(1);
    const next = metrics.text();
    release();
    await next;
    metrics.close();
  });

  test('that cannot tell what is free tells nothing of it', async () => {
    const { events, scrape } = await world();
    events.answer = async () => ({ events: 1, bytesOnDisk: 1, freeBytes: undefined, waitingEvents: 0 });
    expect(valueIn(await scrape(), 'tripline_store_free_bytes')).toBeUndefined();
  });
});

describe('runs', () => {
  test('are counted by kind and outcome, with how long they took', async () => {
    const { change, scrape } = await world();
    expect(valueIn(await scrape(), 'tripline_runs_total{kind="scheduled",outcome="failed"}')).toBe(0);
    change({ kind: 'run', record: RECORD });
    change({ kind: 'run', record: { ...RECORD, kind: 'gap-fill', outcome: 'partial', durationMs: 2_000 } });
    const text = await scrape();
    expect(valueIn(text, 'tripline_runs_total{kind="scheduled",outcome="succeeded"}')).toBe(1);
    expect(valueIn(text, 'tripline_runs_total{kind="gap-fill",outcome="partial"}')).toBe(1);
    expect(valueIn(text, 'tripline_run_duration_seconds_bucket{le="0.01",kind="scheduled"}')).toBe(0);
    expect(valueIn(text, 'tripline_run_duration_seconds_bucket{le="0.1",kind="scheduled"}')).toBe(1);
    expect(valueIn(text, 'tripline_run_duration_seconds_sum{kind="gap-fill"}')).toBe(2);
  });

  test('that failed make their rule a failing one until it runs well or is changed', async () => {
    const { change, scrape } = await world();
    const failing = async () => valueIn(await scrape(), 'tripline_rules_failing');
    change({ kind: 'run', record: { ...RECORD, outcome: 'failed' } });
    change({ kind: 'run', record: { ...RECORD, ruleId: 'gone', outcome: 'failed' } });
    expect(await failing()).toBe(1);
    change({ kind: 'run', record: { ...RECORD, kind: 'manual' } });
    expect(await failing()).toBe(1);
    change({ kind: 'run', record: RECORD });
    expect(await failing()).toBe(0);
    change({ kind: 'run', record: { ...RECORD, outcome: 'failed' } });
    change({ kind: 'rule', id: RECORD.ruleId });
    expect(await failing()).toBe(0);
  });
});

describe('requests', () => {
  test('are counted by the pattern of their route, whatever was asked for', async () => {
    const { parts, scrape, server } = await world();
    const headers = { authorization: await parts.key('read') };
    const hostile = ['/nothing"} 1\ntripline_store_up 9', '/a/b/c/d', '/%0a"x'];
    for (const url of hostile) await server.inject({ url: encodeURI(url), headers });
    for (const method of ['PUT', 'DELETE'] as const) await server.inject({ method, url: '/nowhere/at/all' });
    await server.inject({ url: '/health' });
    await server.inject({ url: '/api/tripline/rules/one', headers: {} });
    await server.inject({ url: '/api/tripline/rules/two', headers: {} });
    const text = await scrape();
    const lines = text.split('\n').filter(line => line.startsWith('tripline_http_requests_total{'));
    expect(lines).toContain('tripline_http_requests_total{route="/health",method="GET",status="200"} 1');
    expect(lines.filter(line => line.includes('route="none"'))).toEqual([
      'tripline_http_requests_total{route="none",method="other",status="404"} 5',
    ]);
    expect(text).not.toMatch(/nowhere|rules\/one|tripline_store_up 9/);
    expect(valueIn(text, 'tripline_http_request_duration_seconds_count{route="none"}')).toBe(5);
  });
});

test('a reason that is not ours, and a version with signs of its own, stay within their label', async () => {
  const { parts } = await world();
  const refused = new Map([['evil"} 1\nfake_metric 2', 4]]);
  const metrics = new ServerMetrics({
    ...{ ...parts, version: '1"}\nfake_metric 2\\' },
    intake: { ...parts.intake, take: parts.intake.take, counts: { ...parts.intake.counts, refused } },
  });
  const text = await metrics.text();
  metrics.close();
  expect(valueIn(text, 'tripline_events_refused_total{reason="other"}')).toBe(4);
  expect(text).not.toMatch(/evil|^fake_metric/m);
});

test('before the first alert there is no delay of alerts', async () => {
  const { parts, scrape } = await world();
  parts.detection.status = () => ({ ...STATUS, alertDelayMs: undefined });
  const text = await scrape();
  expect(text).toContain('# TYPE tripline_alert_delay_seconds gauge');
  expect(text).not.toContain('tripline_alert_delay_seconds{');
});

test('a scrape that is refused is told in our own form', async () => {
  const { server } = await world();
  const answer = await server.inject('/metrics');
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['content-type']).toBe('application/problem+json');
});

test('two servers in one process count apart', async () => {
  const [one, other] = [await world(), await world()];
  await one.server.inject({ url: '/health' });
  expect(await one.scrape()).toContain('route="/health"');
  expect(await other.scrape()).not.toContain('route="/health"');
});

describe('what is ready for Prometheus and Grafana', () => {
  test.each([
    ['the dashboard', 'deploy/grafana-dashboard.json', 10],
    ['the alert rules', 'deploy/prometheus-alerts.yml', 6],
    ['the guide', 'docs/guide/operate.md', 1],
  ])('%s names only metrics that there are', async (_what, path, least) => {
    const { scrape } = await world();
    const text = await scrape();
    const kinds = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const known = kinds.flatMap(([, name = '', kind]) =>
      kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    );
    const named = new Set(readFileSync(path, 'utf8').match(/\btripline_[a-z0-9_]+\b/g) ?? []);
    expect(named.size).toBeGreaterThanOrEqual(least);
    expect([...named].filter(name => !known.includes(name))).toEqual([]);
  });

  test('the dashboard is JSON whose panels each have a question, a title and a place of their own', () => {
    const { panels, uid } = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8'));
    expect(uid).toBe('tripline');
    const places = new Set<string>();
    const ids = new Set<number>();
    for (const { gridPos, id, targets, title, type } of panels) {
      expect(title).toMatch(/\w/);
      if (type !== 'row') expect(targets.length, title).toBeGreaterThan(0);
      for (const { expr } of targets ?? []) expect(expr, title).toMatch(/tripline_/);
      places.add(`${gridPos.x} ${gridPos.y}`);
      ids.add(id);
    }
    expect([places.size, ids.size]).toEqual([panels.length, panels.length]);
  });

  test('each alert rule asks something, waits, and says what to do', () => {
    const rules = readFileSync('deploy/prometheus-alerts.yml', 'utf8')
      .split(/^ {6}- alert: /m)
      .slice(1);
    expect(rules.length).toBeGreaterThanOrEqual(6);
    for (const rule of rules)
      for (const key of ['expr', 'for', 'severity', 'summary', 'description'])
        expect(rule, rule).toMatch(new RegExp(`^ +${key}: \\S`, 'm'));
  });
});
