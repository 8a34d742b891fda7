// What bench/ingest.mjs reads: events of real recordings, each form held in memory as it would lie in a file.
// What no recording here has (documents of Winlogbeat, exported XML) is made of the records of real event logs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { unzipSync } from 'fflate';
import { readEvtx } from '../dist/evtx/index.js';

const FOLDER = '../shared/data/events';
const HEADER_BYTES = 4096;
const CHUNK_BYTES = 65536;
const OTRF =
  'OTRF-Security-Datasets/datasets/atomic/windows/credential_access/host/cmd_dumping_ntds_dit_file_ntdsutil.zip';

/**
 * @typedef {object} BenchInput
 * @property {string} name
 * @property {Buffer} bytes
 * @property {number} events how many events it holds
 * @property {() => void} [parse] reads the same with JSON.parse alone
 */

/** @returns {Promise<BenchInput[]>} those whose data are present */
export async function benchInputs() {
  const inputs = [jsonInput('ECS documents', readFileSync('examples/attack.ndjson'))];
  const flat = nxlog();
  if (flat !== undefined) inputs.push(jsonInput('flat JSON of NXLog', flat));
  const filled = filledLog();
  if (filled === undefined) return inputs;
  const { log } = filled;
  const records = [];
  for await (const items of readEvtx([log]))
    for (const item of items) if (item.kind === 'record') records.push(item.value);
  const lines = records.map(record => JSON.stringify(asWinlogbeat(record)));
  inputs.push(
    jsonInput('Winlogbeat documents', Buffer.from(`${lines.join('\n')}\n`)),
    { name: 'XML', bytes: Buffer.from(records.map(asXml).join('\n')), events: records.length },
    { name: 'EVTX', bytes: log, events: filled.records },
  );
  return inputs;
}

function jsonInput(name, bytes) {
  const lines = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => Buffer.from(line));
  return {
    name,
    bytes,
    events: lines.length,
    parse: () => lines.forEach(line => void JSON.parse(line.toString())),
  };
}

function nxlog() {
  const path = join(FOLDER, OTRF);
  if (!existsSync(path)) return undefined;
  return Buffer.from(Object.values(unzipSync(readFileSync(path)))[0]);
}

/** All chunks of all event logs that hold many records, as one log, and how many records their headers announce. */
export function filledLog() {
  if (!existsSync(FOLDER)) return undefined;
  const chunks = [];
  let records = 0;
  let header;
  for (const name of readdirSync(FOLDER, { recursive: true }).sort()) {
    if (!name.endsWith('.evtx')) continue;
    const file = readFileSync(join(FOLDER, name));
    header ??= Buffer.from(file.subarray(0, HEADER_BYTES));
    for (let at = HEADER_BYTES; at + CHUNK_BYTES <= file.length; at += CHUNK_BYTES) {
      if (file.toString('latin1', at, at + 7) !== 'ElfChnk') continue;
      const count = Number(file.readBigUInt64LE(at + 32) - file.readBigUInt64LE(at + 24)) + 1;
      if (count <= 20 || file.readUInt32LE(at + 48) < 50_000) continue;
      chunks.push(file.subarray(at, at + CHUNK_BYTES));
      records += count;
    }
  }
  if (header === undefined) return undefined;
  header.writeUInt16LE(chunks.length, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return { log: Buffer.concat([header, ...chunks]), records };
}

function asWinlogbeat(record) {
  const system = record.children.find(({ name }) => name === 'System');
  const data = record.children.find(({ name }) => name === 'EventData');
  const part = name => system?.children.find(child => child.name === name);
  const eventData = (data?.children ?? []).map((item, at) => [
    item.attributes.Name || `param${at + 1}`,
    item.text,
  ]);
  return {
    '@timestamp': part('TimeCreated')?.attributes.SystemTime?.replace(/(\.\d{3})\d*/, '$1'),
    '@metadata': { beat: 'winlogbeat', type: '_doc', version: '7.9.0' },
    event: {
      kind: 'event',
      code: Number(part('EventID')?.text),
      provider: part('Provider')?.attributes.Name,
    },
    log: { level: 'information' },
    host: { name: part('Computer')?.text },
    ecs: { version: '1.5.0' },
    agent: { type: 'winlogbeat', version: '7.9.0', hostname: part('Computer')?.text },
    winlog: {
      provider_name: part('Provider')?.attributes.Name,
      provider_guid: part('Provider')?.attributes.Guid,
      event_id: Number(part('EventID')?.text),
      version: Number(part('Version')?.text),
      channel: part('Channel')?.text,
      computer_name: part('Computer')?.text,
      record_id: Number(part('EventRecordID')?.text),
      api: 'wineventlog',
      opcode: 'Info',
      process: {
        pid: Number(part('Execution')?.attributes.ProcessID),
        thread: { id: Number(part('Execution')?.attributes.ThreadID) },
      },
      user: { identifier: part('Security')?.attributes.UserID },
      event_data: Object.fromEntries(eventData),
    },
  };
}

function asXml({ name, attributes, children, text }) {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${escaped(text)}${children.map(asXml).join('')}</${name}>`;
}

/** Escaped as Windows does; what XML cannot hold becomes a question mark. */
function escaped(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?');
}
