/**
 * Ingest turns bytes into events: it finds out what an input holds, cuts it into records, reads each, maps it
 * to ECS where its shipper did not, and gives it an index and an id. For example, from the line
 *
 *     {"_index":"logs-x","_id":"7","_source":{"@timestamp":"2024-05-01T00:00:00Z","event":{"code":"1"}}}
 *
 * comes the event `7` of index `logs-x` with the document under `_source`, at line 1 of its input.
 *
 * The way of an input: bytes (unpacked, decoded to UTF-8) -> a splitter that cuts records (formats/split-*.ts)
 * -> a reader that makes an event of each (read-text.ts, read-record.ts), by way of a neutral Windows record and
 * its mapping (mappings/) where needed. The records of one long script become one event (join-script-blocks.ts).
 * Layers of packing are taken off here, one after the other, and each member of an archive is an input of its own,
 * whatever it holds: `logs.zip!dc1/Security.evtx`. Everything is streamed, and one record at a time is held but for
 * parts of scripts; what an input may unpack to is limited (unpack-budget.ts). What cannot be read is an item of its
 * own, with its place and its reason, and the reading goes on behind it.
 *
 * Ingest knows containers and shippers. It knows nothing of rules, queries, stores or the clock. Which inputs
 * there are, and what index and id mean, is promised to users: the event inputs of docs/reference.
 */
import type { Diagnostic } from '../source/diagnostic.ts';
import { type EventInput, InputFailure, readBytes } from './event-input.ts';
import type { ArchiveItem } from './formats/archive.ts';
import { ByteSource } from './formats/byte-source.ts';
import { decodeUtf16 } from './formats/decode-utf16.ts';
import { gunzip } from './formats/gunzip.ts';
import { readEvtxEvents } from './formats/read-evtx.ts';
import { untar } from './formats/untar.ts';
import { unzip } from './formats/unzip.ts';
import { unzstd } from './formats/unzstd.ts';
import type { IngestItem, RawLines, UnreadableInput } from './ingested-event.ts';
import { formatOf, type InputFormat, SNIFF_BYTES, withoutByteOrderMark } from './input-format.ts';
import { startJoiner } from './join-in-order.ts';
import {
  damagedArchive,
  formatOfLaterVersion,
  noEvents,
  notText,
  packedTooOften,
  sealedMember,
  unreadable,
} from './messages.ts';
import type { RecordSettings } from './read-record.ts';
import { rawLines, readText } from './read-text.ts';
import type { ScriptBlockOutcome } from './script-block-counts.ts';
import { UNPACK_LIMITS, UnpackBudget, type UnpackLimits } from './unpack-budget.ts';

export { type EventInput, fileInput } from './event-input.ts';

export interface IngestOptions {
  /** The index of events that name none themselves and whose origin tells none. */
  readonly indexOverride?: string | undefined;
  /** Records of more bytes are left out; 16 MiB if not given. */
  readonly maxLineBytes?: number;
  /** Told of what is worth a remark and costs no event, such as an input that holds none. */
  readonly onRemark?: (diagnostic: Diagnostic) => void;
  /** The events come in order of time, which is to be kept where records are joined. */
  readonly ordered?: boolean | undefined;
  /** Told what became of each script block that came in several records. */
  readonly onScriptBlock?: (outcome: ScriptBlockOutcome) => void;
  /** What one input may unpack to; `UNPACK_LIMITS` where none are given. */
  readonly unpackLimits?: UnpackLimits;
}

/** The limit of a record where none is given. */
export const MAX_LINE_BYTES: number = 16 * 1024 * 1024;
/** How lines of JSON are read where nothing else is said. */
export function lineSettings(input: string, indexOverride: string | undefined): RecordSettings {
  return { input, noun: 'line', limitBytes: MAX_LINE_BYTES, indexOverride };
}

/** So many layers are taken off: a file that unpacks to itself would go on for ever. */
const MAX_LAYERS = 5;

/**
 * Reads all events of one input, in its order, in batches of the size in which the bytes came. Never throws
 * because of what the input holds, and closes the input when the reading is given up.
 */
export function readEvents(
  input: EventInput,
  options: IngestOptions,
): AsyncGenerator<readonly IngestItem[], void, undefined> {
  // Lines come as they are only where that is asked for.
  return readAll(input, options, false) as AsyncGenerator<readonly IngestItem[], void, undefined>;
}

/**
 * The same, but lines of JSON as they are, for who has a faster way to read them. The records of a long script are
 * then not joined in them: whoever reads the lines sees to that.
 */
export function readEventsAndLines(input: EventInput, options: IngestOptions): Items {
  return readAll(input, options, true);
}

async function* readAll(input: EventInput, options: IngestOptions, rawLines: boolean): Items {
  const budget = new UnpackBudget(input.name, options.unpackLimits ?? UNPACK_LIMITS);
  const place = {
    name: input.name,
    isMet: input.isMet ?? false,
    path: input.path,
    bytesFrom: input.bytesFrom,
    base: 0,
    layersLeft: MAX_LAYERS,
  };
  yield* readPlace(budget.packed(readBytes(input)), place, { ...options, budget, rawLines });
}

/** What has a name: an input, or a member of an archive. */
interface Place {
  readonly name: string;
  readonly isMet: boolean;
  /** The file whose bytes from `base` on these are, if they are any file's. */
  readonly path: string | undefined;
  readonly base: number;
  readonly bytesFrom: EventInput['bytesFrom'];
  /** How many layers of packing and encoding may still be taken off. */
  readonly layersLeft: number;
}

interface Settings extends IngestOptions {
  readonly budget: UnpackBudget;
  readonly rawLines: boolean;
}

type Items = AsyncGenerator<readonly (IngestItem | RawLines)[], void, undefined>;

/** One input or member. Its own failures are told and end it; those of what it lies in go on to there. */
async function* readPlace(bytes: AsyncIterable<Uint8Array>, place: Place, settings: Settings): Items {
  const { name } = place;
  let count = 0;
  try {
    for await (const batch of readLayer(bytes, place, settings)) {
      count += batch.length;
      if (batch.length > 0) yield batch;
    }
  } catch (failure) {
    if (!(failure instanceof InputFailure) || failure.input !== name) throw failure;
    yield [unreadableItem(name, unreadable(name, failure, count > 0))];
    return;
  }
  if (count === 0) settings.onRemark?.(noEvents(name));
}

/** One layer of packing or encoding, or the text itself. */
async function* readLayer(bytes: AsyncIterable<Uint8Array>, place: Place, settings: Settings): Items {
  const source = new ByteSource(bytes);
  try {
    const start = await source.preview(SNIFF_BYTES);
    const format = formatOf(start);
    const base = start.length - withoutByteOrderMark(start).length;
    await source.skip(base);
    yield* readAs(format, source.rest(), { ...place, base }, settings);
  } finally {
    await source.close();
  }
}

async function* readAs(
  format: InputFormat,
  bytes: AsyncIterable<Uint8Array>,
  place: Place,
  settings: Settings,
): Items {
  const { name, isMet } = place;
  const isLayer = layerKinds.includes(format.kind);
  if (isLayer && place.layersLeft === 0) {
    yield [unreadableItem(name, packedTooOften(name))];
    return;
  }
  const inside = { ...place, path: undefined, bytesFrom: undefined, layersLeft: place.layersLeft - 1 };
  switch (format.kind) {
    case 'empty':
      return;
    case 'later':
      yield [unreadableItem(name, formatOfLaterVersion(name, format.name))];
      return;
    case 'binary':
      yield [isMet ? { kind: 'passed-over', input: name } : unreadableItem(name, notText(name))];
      return;
    case 'evtx':
      yield* joined(readEvtxEvents(bytes, { ...settings, input: name }), settings);
      return;
    case 'gzip':
      yield* readLayer(settings.budget.unpacked(gunzip(bytes, name)), inside, settings);
      return;
    case 'zstd':
      yield* readLayer(settings.budget.unpacked(unzstd(bytes, name)), inside, settings);
      return;
    case 'utf-16':
      yield* readLayer(decodeUtf16(bytes, format.encoding), inside, settings);
      return;
    case 'zip':
      yield* readMembers(unzip(bytes, name), inside, settings);
      return;
    case 'tar':
      yield* readMembers(untar(bytes, name), inside, settings);
      return;
    default: {
      const isText = format.kind !== 'prose' && (format.kind !== 'xml' || format.hasEvents);
      if (isMet && !isText) yield [{ kind: 'passed-over', input: name }];
      else {
        const kind = format.kind === 'prose' ? 'lines' : format.kind;
        const options = textSettings(name, settings);
        if (kind === 'lines' && settings.rawLines) yield* rawLines(inTurns(bytes, place), options, place);
        else yield* joined(readText(bytes, kind, options), settings);
      }
    }
  }
}

/** Script blocks of one input or member that came in several records become one event each. */
async function* joined(
  items: AsyncIterable<readonly IngestItem[]>,
  { ordered, onScriptBlock = () => {} }: Settings,
): Items {
  const joiner = startJoiner(ordered, onScriptBlock);
  try {
    for await (const batch of items) yield joiner.pushAll(batch);
  } catch (failure) {
    yield joiner.end();
    throw failure;
  }
  yield joiner.end();
}

/** A file that turns out to be long is read on in buffers that are used again. */
async function* inTurns(
  bytes: AsyncIterable<Uint8Array>,
  { base, bytesFrom, name }: Place,
): AsyncGenerator<Uint8Array> {
  let place = base;
  let chunks = 0;
  for await (const chunk of bytes) {
    yield chunk;
    place += chunk.length;
    if (++chunks === LONG_CHUNKS && bytesFrom !== undefined) break;
  }
  if (chunks === LONG_CHUNKS && bytesFrom !== undefined)
    yield* readBytes({ name, bytes: () => bytesFrom(place) });
}

/** A file of more chunks is long. */
const LONG_CHUNKS = 4;

const layerKinds: readonly InputFormat['kind'][] = ['gzip', 'zstd', 'utf-16', 'zip', 'tar'];

async function* readMembers(items: AsyncIterable<ArchiveItem>, archive: Place, settings: Settings): Items {
  const { budget } = settings;
  for await (const item of items) {
    if (item.kind === 'damage') {
      const { detail, offset } = item;
      yield [unreadableItem(archive.name, damagedArchive(archive.name, detail, offset))];
      continue;
    }
    budget.countMember();
    const { name } = item;
    if (item.kind === 'sealed') yield [unreadableItem(name, sealedMember(name, item.reason))];
    else yield* readPlace(budget.unpacked(item.bytes), { ...archive, name, isMet: true }, settings);
  }
}

function textSettings(
  input: string,
  { maxLineBytes, indexOverride }: IngestOptions,
): Omit<RecordSettings, 'noun'> {
  return { input, limitBytes: maxLineBytes ?? MAX_LINE_BYTES, indexOverride };
}

function unreadableItem(input: string, diagnostic: Diagnostic): UnreadableInput {
  return { kind: 'unreadable', input, diagnostic };
}
