// Load on a whole server: events by bulk requests over loopback at a steady rate, with all rules running, and now and
// then a pair of events that must become an alert.
//
//   node bench/serve.mjs [--rate 5000] [--seconds 60] [--batch 500] [--clients 4] [--rules PATH...] [--stream defend]
//                        [--lean] [--node FLAG...] [--profile FOLDER] [--save NAME]
//
// `--lean` leaves out of each event what few rules read, so that one of the defend stream has 1.2 kB instead of 2.3.
// `--node` gives the server's process a flag of Node.js, as in --node=--max-semi-space-size=64.
// `--profile` has the server write where its processor time went, for a browser's developer tools.
//
// Reports events a second that were acknowledged, p50 and p99 of an acknowledgement, p50 and p99 from the
// acknowledgement of a pair to its alert on the stream of changes, peak memory, disk per event, processor time, and
// what was lost, which must be nothing: every event is there once, and every pair alerted.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startReport } from './measure/machine.mjs';
import { streamLines } from './streams/index.mjs';

const CORPUS = '../shared/data/rules';
const SHIPPED = 'rules';
const KEY = 'bench-key-0123456789-0123456789-0123';
const DISTINCT_LINES = 100_000;
const MOST_LOADING_S = 120;
const LEFT_OUT = [
  ...['elastic', 'message', 'ecs', 'data_stream.namespace', 'data_stream.type'],
  ...[
    'agent.version',
    'agent.type',
    'event.agent_id_status',
    'event.created',
    'event.sequence',
    'event.module',
  ],
  ...['host.ip', 'host.mac', 'host.hostname', 'host.architecture'],
  ...['host.os.Ext', 'host.os.full', 'host.os.version', 'host.os.platform', 'host.os.family', 'host.os.name'],
  ...['process.Ext.ancestry', 'process.Ext.authentication_id', 'process.Ext.session_info', 'process.hash'],
  ...['process.Ext.code_signature', 'process.parent.code_signature', 'process.parent.args'],
  ...['file.Ext', 'dll.hash', 'registry.data.bytes'],
];
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '60' },
    batch: { type: 'string', default: '500' },
    clients: { type: 'string', default: '4' },
    stream: { type: 'string', default: 'defend' },
    lean: { type: 'boolean', default: false },
    rules: { type: 'string', multiple: true },
    node: { type: 'string', multiple: true },
    profile: { type: 'string' },
    save: { type: 'string' },
  },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const batchSize = Number(values.batch);
const rules = values.rules ?? [SHIPPED, ...(existsSync(CORPUS) ? [CORPUS] : [])];
const folder = mkdtempSync(join(tmpdir(), 'tripline-load-'));
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(values.clients) + 2 });

const server = spawn(
  process.execPath,
  [
    ...(values.node ?? []),
    ...(values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]),
    'bin/tripline.js',
    'serve',
    '--data',
    folder,
    '--listen',
    '127.0.0.1:0',
    ...rules.flatMap(path => ['--rules', path]),
  ],
  { env: { ...process.env, TRIPLINE_BOOTSTRAP_KEY: KEY }, stdio: ['ignore', 'pipe', 'pipe'] },
);
let said = '';
let complaints = '';
server.stdout.on('data', chunk => {
  said += chunk;
});
server.stderr.on('data', chunk => {
  complaints += chunk;
});
try {
  const url = await address();
  const lines = await linesOfStream();
  const report = await load(url, lines);
  const { end, say } = startReport(values.save);
  say(report);
  end();
} finally {
  server.kill('SIGTERM');
  await new Promise(resolve => server.once('exit', resolve));
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function address() {
  for (let tries = 0; tries < 600; tries++) {
    const found = /listening on\s+(http:\S+)/.exec(said);
    if (found !== null) return found[1];
    if (server.exitCode !== null) break;
    await wait(100);
  }
  throw new Error(`the server did not start: ${complaints}`);
}

/** Lines in two halves, between which the time goes; as agents send them, so without when they were ingested. */
async function linesOfStream() {
  const lines = [];
  for await (const text of streamLines(values.stream, { events: DISTINCT_LINES })) {
    const whole = text
      .toString()
      .trimEnd()
      .replace(/"ingested":"[^"]*",?/, '');
    const line = values.lean ? leanLine(whole) : whole;
    const at = line.indexOf('"@timestamp":"') + 14;
    lines.push([line.slice(0, at), line.slice(line.indexOf('"', at))]);
  }
  return lines;
}

function leanLine(line) {
  const document = JSON.parse(line);
  for (const path of LEFT_OUT) {
    const keys = path.split('.');
    const last = keys.pop();
    const parent = keys.reduce((value, key) => value?.[key], document);
    if (parent !== undefined) delete parent[last];
  }
  return JSON.stringify(document);
}

function post(url, path, body, type) {
  return new Promise((resolve, reject) => {
    const target = new URL(path, url);
    const request = http.request(
      target,
      { method: 'POST', agent, headers: { authorization: `ApiKey ${KEY}`, 'content-type': type } },
      response => {
        const chunks = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode, text });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

function get(url, path) {
  return new Promise((resolve, reject) => {
    http
      .get(new URL(path, url), { agent, headers: { authorization: `ApiKey ${KEY}` } }, response => {
        const chunks = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      })
      .on('error', reject);
  });
}

async function load(url, lines) {
  const acks = [];
  const pairs = new Map();
  const delays = [];
  const watch = watchAlerts(url, pairs, delays);
  let sent = 0;
  let acked = 0;
  let turnedAway = 0;
  let bytes = 0;
  let next = 0;
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  const cpuBefore = cpuSeconds(server.pid);

  async function client(at) {
    let round = 0;
    while (performance.now() < endMs) {
      const dueMs = startMs + ((round * Number(values.clients) + at) * batchSize * 1000) / rate;
      round++;
      const pauseMs = dueMs - performance.now();
      if (pauseMs > 0) await wait(pauseMs);
      const parts = [];
      const pair = at === 0 && round % 4 === 0 ? `pair-${round}` : undefined;
      const now = new Date().toISOString();
      for (let event = 0; event < batchSize; event++) {
        const [head, tail] = lines[next++ % lines.length];
        parts.push(
          `{"create":{"_index":"logs-endpoint.events-default","_id":"e${sent + event}"}}\n${head}${now}${tail}\n`,
        );
      }
      const count = batchSize + (pair === undefined ? 0 : 2);
      if (pair !== undefined) parts.push(...pairOf(pair));
      sent += count;
      const body = parts.join('');
      for (;;) {
        const beganMs = performance.now();
        const { status, text } = await post(url, '/_bulk', body, 'application/x-ndjson');
        if (status === 429 || status === 503) {
          turnedAway++;
          await wait(200);
          continue;
        }
        if (status !== 200 || text.includes('"errors":true'))
          throw new Error(`${status}: ${text.slice(0, 500)}`);
        acks.push(performance.now() - beganMs);
        break;
      }
      if (pair !== undefined) pairs.set(pair, performance.now());
      acked += count;
      bytes += body.length;
    }
  }
  await Promise.all(Array.from({ length: Number(values.clients) }, (_, at) => client(at)));
  const tookS = (performance.now() - startMs) / 1000;
  for (let tries = 0; tries < 100 && pairs.size > 0; tries++) await wait(100);
  watch.end();
  const { loadedAfterS, status } = await loaded(url);
  const cpuS = cpuSeconds(server.pid) - cpuBefore;
  const peakMb =
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
  const lost = acked - status.store.events;
  const disk = bytesUnder(folder);
  const report = [
    `${values.stream} stream, ${rate} events a second wanted for ${seconds} s, ${values.clients} clients, ${batchSize} events a request`,
    `rules running          ${status.detection.rules}`,
    `events acknowledged    ${acked} (${Math.round(acked / tookS)} a second, ${(bytes / acked).toFixed(0)} bytes each)`,
    `acknowledgement        p50 ${quantile(acks, 0.5)} ms, p99 ${quantile(acks, 0.99)} ms, most ${quantile(acks, 1)} ms`,
    `alert after its ack    p50 ${quantile(delays, 0.5)} ms, p99 ${quantile(delays, 0.99)} ms, of ${delays.length} pairs; missing ${pairs.size}`,
    `alert after arrival    ${JSON.stringify(status.detection.alertDelayMs)}`,
    `in ClickHouse          all of them ${loadedAfterS.toFixed(1)} s after the last acknowledgement`,
    `processor              ${((cpuS * 1e6) / acked).toFixed(0)} us an event`,
    `memory at its peak     ${peakMb.toFixed(0)} MB`,
    `on the disk            ${(disk / acked).toFixed(0)} bytes an event`,
    `hits held              ${status.detection.heldHits}; runs waiting ${status.detection.waitingRuns}`,
    `requests turned away   ${turnedAway}, sent again`,
    `lost or doubled        ${lost}`,
    ...(complaints === '' ? [] : [`said on standard error: ${complaints.slice(0, 2000)}`]),
    '',
  ].join('\n');
  if (lost !== 0 || pairs.size > 0) process.exitCode = 1;
  return report;
}

/** When no event waits in the journal, the status and how long that took. */
async function loaded(url) {
  const beganMs = performance.now();
  for (;;) {
    const status = await get(url, '/api/tripline/status');
    const loadedAfterS = (performance.now() - beganMs) / 1000;
    if (status.store.waitingEvents === 0 || loadedAfterS > MOST_LOADING_S) return { loadedAfterS, status };
    await wait(200);
  }
}

/** What the rule that ships fires on. */
function pairOf(name) {
  const now = Date.now();
  const event = (ms, category, rest) =>
    `{"create":{"_index":"logs-endpoint.events.${category}-default"}}\n${JSON.stringify({
      '@timestamp': new Date(ms).toISOString(),
      event: { kind: 'event', category: [category], type: ['start'], id: `${name}-${category}` },
      host: { id: 'bench-host', name: 'bench', os: { type: 'windows' } },
      ...rest,
    })}\n`;
  const common = { name: 'dllhost.exe', entity_id: name, pid: 4242 };
  return [
    event(now - 2, 'process', {
      process: {
        ...common,
        args_count: 1,
        args: ['dllhost.exe'],
        executable: 'C:\\Windows\\System32\\dllhost.exe',
      },
    }),
    event(now - 1, 'network', {
      process: common,
      network: { direction: 'egress' },
      destination: { ip: '203.1.113.9', port: 443 },
    }),
  ];
}

/** Follows the changes, and notes when the alert of a pair is told. */
function watchAlerts(url, pairs, delays) {
  let rest = '';
  const request = http.get(
    new URL('/api/tripline/changes?kinds=alerts', url),
    { headers: { authorization: `ApiKey ${KEY}`, accept: 'text/event-stream' } },
    response => {
      response.on('data', chunk => {
        rest += chunk;
        const cut = rest.lastIndexOf('\n\n');
        if (cut < 0) return;
        const told = rest.slice(0, cut);
        rest = rest.slice(cut + 2);
        const atMs = performance.now();
        for (const data of told.match(/^data: .*$/gm) ?? []) note(JSON.parse(data.slice(6)), atMs);
      });
    },
  );
  async function note({ uuids = [] }, atMs) {
    if (uuids.length === 0) return;
    const found = await post(
      url,
      '/api/detection_engine/signals/search',
      JSON.stringify({
        query: {
          bool: {
            filter: [
              { terms: { 'kibana.alert.uuid': uuids } },
              { exists: { field: 'kibana.alert.group.id' } },
            ],
          },
        },
        _source: ['process.entity_id', 'process'],
        size: 1000,
      }),
      'application/json',
    );
    for (const { _source } of JSON.parse(found.text).hits?.hits ?? []) {
      const name = _source.process?.entity_id;
      const ackedMs = pairs.get(name);
      if (ackedMs === undefined) continue;
      pairs.delete(name);
      delays.push(Math.max(0, atMs - ackedMs));
    }
  }
  request.on('error', () => {});
  return { end: () => request.destroy() };
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** ClickHouse merges its files away meanwhile. */
function bytesUnder(path) {
  for (let tries = 0; ; tries++) {
    try {
      return readdirSync(path, { withFileTypes: true, recursive: true })
        .filter(entry => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
    } catch (error) {
      if (error.code !== 'ENOENT' || tries === 100) throw error;
    }
  }
}
