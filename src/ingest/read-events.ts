/**
 * Ingest turns bytes into events: it finds out what an input holds, cuts it into records, reads each, maps it
 * to ECS where its shipper did not, and gives it an index and an id. For example, from the line
 *
 *     {"_index":"logs-x","_id":"7","_source":{"@timestamp":"2024-05-01T00:00:00Z","event":{"code":"1"}}}
 *
 * comes the event `7` of index `logs-x` with the document under `_source`, at line 1 of its input.
 *
 * The way of an input: bytes (unpacked, decoded to UTF-8) -> a splitter that cuts records (formats/split-*.ts)
 * -> a reader that makes an event of each (read-record.ts), by way of a neutral Windows record and its mapping
 * (mappings/) where needed. Everything is streamed, and one record at a time is held. What cannot be read is an
 * item of its own, with its place and its reason, and the reading goes on behind it.
 *
 * Ingest knows containers and shippers. It knows nothing of rules, queries, stores or the clock. Which inputs
 * there are, and what index and id mean, is promised to users: the event inputs of docs/reference.
 */
import type { Diagnostic } from '../source/diagnostic.ts';
import { type EventInput, InputFailure, readBytes } from './event-input.ts';
import { decodeUtf16 } from './formats/decode-utf16.ts';
import { gunzip } from './formats/gunzip.ts';
import type { Splitter } from './formats/piece.ts';
import { readEvtxEvents } from './formats/read-evtx.ts';
import { splitJson } from './formats/split-json.ts';
import { splitLines } from './formats/split-lines.ts';
import { splitXml } from './formats/split-xml.ts';
import type { IngestItem, UnreadableInput } from './ingested-event.ts';
import { formatOf, type InputFormat, SNIFF_BYTES, withoutByteOrderMark } from './input-format.ts';
import {
  formatOfLaterVersion,
  noEvents,
  notText,
  packedTooOften,
  type RecordNoun,
  unreadable,
} from './messages.ts';
import {
  isXmlFrame,
  type RecordReader,
  type RecordSettings,
  readJsonRecord,
  readXmlRecord,
  strayXml,
} from './read-record.ts';

export { type EventInput, fileInput } from './event-input.ts';

export interface IngestOptions {
  /** The index of events that name none themselves and whose origin tells none. */
  readonly indexOverride?: string;
  /** Records of more bytes are left out; 16 MiB if not given. */
  readonly maxLineBytes?: number;
  /** Told of what is worth a remark and costs no event, such as an input that holds none. */
  readonly onRemark?: (diagnostic: Diagnostic) => void;
}

const MAX_LINE_BYTES = 16 * 1024 * 1024;
/** Compressed and decoded this often at most: a file that unpacks to itself would go on for ever. */
const MAX_LAYERS = 4;

/**
 * Reads all events of one input, in its order, in batches of the size in which the bytes came. Never throws
 * because of what the input holds, and closes the input when the reading is given up.
 */
export async function* readEvents(
  input: EventInput,
  options: IngestOptions,
): AsyncGenerator<readonly IngestItem[], void, undefined> {
  let count = 0;
  try {
    for await (const batch of readLayer(readBytes(input), input, options, MAX_LAYERS)) {
      count += batch.length;
      if (batch.length > 0) yield batch;
    }
  } catch (failure) {
    if (!(failure instanceof InputFailure)) throw failure;
    yield [unreadableItem(input.name, unreadable(input.name, failure, count > 0))];
    return;
  }
  if (count === 0) options.onRemark?.(noEvents(input.name));
}

/** One layer of packing or encoding, or the text itself. */
async function* readLayer(
  bytes: AsyncIterable<Uint8Array>,
  input: EventInput,
  options: IngestOptions,
  layers: number,
): AsyncGenerator<readonly IngestItem[]> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    const start = await peek(chunks, SNIFF_BYTES);
    const whole = rejoin(withoutByteOrderMark(start), chunks);
    yield* readAs(formatOf(start), whole, input, options, layers);
  } finally {
    await chunks.return?.();
  }
}

async function* readAs(
  format: InputFormat,
  bytes: AsyncIterable<Uint8Array>,
  input: EventInput,
  options: IngestOptions,
  layers: number,
): AsyncGenerator<readonly IngestItem[]> {
  const { name } = input;
  switch (format.kind) {
    case 'empty':
      return;
    case 'later':
      yield [unreadableItem(name, formatOfLaterVersion(name, format.name))];
      return;
    case 'binary':
      yield [input.isMet ? { kind: 'passed-over', input: name } : unreadableItem(name, notText(name))];
      return;
    case 'prose':
      if (input.isMet) yield [{ kind: 'passed-over', input: name }];
      else yield* readText(bytes, textFormats.lines, name, options);
      return;
    case 'evtx':
      yield* readEvtxEvents(bytes, { input: name, ...options });
      return;
    case 'gzip':
    case 'utf-16': {
      if (layers === 0) {
        yield [unreadableItem(name, packedTooOften(name))];
        return;
      }
      const inner = format.kind === 'gzip' ? gunzip(bytes) : decodeUtf16(bytes, format.encoding);
      yield* readLayer(inner, input, options, layers - 1);
      return;
    }
    default:
      yield* readText(bytes, textFormats[format.kind], name, options);
  }
}

type TextKind = Extract<InputFormat['kind'], 'lines' | 'json' | 'search-response' | 'xml'>;

interface TextFormat {
  readonly noun: RecordNoun;
  readonly read: RecordReader;
  split(limitBytes: number): Splitter;
}

const textFormats: { readonly [Kind in TextKind]: TextFormat } = {
  lines: { noun: 'line', read: readJsonRecord, split: splitLines },
  json: { noun: 'record', read: readJsonRecord, split: limit => splitJson('values', limit) },
  'search-response': {
    noun: 'record',
    read: readJsonRecord,
    split: limit => splitJson('search-response', limit),
  },
  xml: { noun: 'record', read: readXmlRecord, split: splitXml },
};

async function* readText(
  bytes: AsyncIterable<Uint8Array>,
  format: TextFormat,
  name: string,
  options: IngestOptions,
): AsyncGenerator<readonly IngestItem[]> {
  const limitBytes = options.maxLineBytes ?? MAX_LINE_BYTES;
  const { indexOverride } = options;
  const settings: RecordSettings = {
    input: name,
    noun: format.noun,
    limitBytes,
    ...(indexOverride === undefined ? {} : { indexOverride }),
  };
  const splitter = format.split(limitBytes);
  const items = (pieces: ReturnType<Splitter['end']>): readonly IngestItem[] =>
    pieces.flatMap(piece => {
      if (piece.ending !== 'stray') return format.read(piece, settings);
      return isXmlFrame(piece) ? [] : strayXml(piece, settings);
    });
  for await (const chunk of bytes) yield items(splitter.push(chunk));
  yield items(splitter.end());
}

/** The first bytes of an input: at least `atLeast`, unless it has no more. */
async function peek(chunks: AsyncIterator<Uint8Array>, atLeast: number): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array(0);
  while (start.length < atLeast) {
    const next = await chunks.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

async function* rejoin(start: Uint8Array, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

function unreadableItem(input: string, diagnostic: Diagnostic): UnreadableInput {
  return { kind: 'unreadable', input, diagnostic };
}
