/** Makes an event of one piece of input, or tells why there is none in it. */
import { isUtf8 } from 'node:buffer';
import { valuesOf } from '../event/field-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { nameEvent, nameRecord } from './event-id.ts';
import { type EventOrigin, eventIndex, textAt } from './event-index.ts';
import type { Piece } from './formats/piece.ts';
import { readEvtxDump } from './formats/read-evtx-dump.ts';
import { readNxlog } from './formats/read-nxlog.ts';
import { readWindowsXml } from './formats/read-windows-xml.ts';
import { readWinlogbeat } from './formats/read-winlogbeat.ts';
import type { EventPosition, IngestedEvent, SkippedRecord, SkipReason } from './ingested-event.ts';
import { withGuidsInUpperCase } from './mappings/guid-case.ts';
import { withDerivedHost } from './mappings/host.ts';
import { mapShippedWindowsEvent, mapWindowsEvent } from './mappings/windows.ts';
import { datasetOf } from './mappings/windows-datasets.ts';
import {
  badXml,
  notAnEvent,
  notJson,
  notUtf8,
  type RecordNoun,
  tooDeep,
  tooLong,
  truncated,
} from './messages.ts';
import { SYSMON_CHANNEL, SYSMON_PROVIDER, type WindowsEvent } from './windows-event.ts';

export interface RecordSettings {
  readonly input: string;
  readonly noun: RecordNoun;
  readonly limitBytes: number;
  readonly indexOverride?: string | undefined;
  /** What the line before the record says that it is stored as. */
  readonly hitIndex?: string;
  readonly hitId?: string;
}

/** No event nests further; recursion over a document is safe down to here. */
const DEEPEST = 200;

export function readJsonRecord(piece: Piece, settings: RecordSettings): IngestedEvent | SkippedRecord {
  const read = readJson(piece, settings);
  return read.kind === 'read' ? read.event : read;
}

/** An event, and the document that it was given as: the same object where it needed no mapping. */
export interface ReadDocument {
  readonly kind: 'read';
  readonly event: IngestedEvent;
  readonly given: JsonObject;
}

/** Likewise of one document of a request, which is numbered from 1. */
export function readJsonDocument(
  bytes: Uint8Array,
  record: number,
  settings: RecordSettings,
): ReadDocument | SkippedRecord {
  const isTooLong = bytes.length > settings.limitBytes;
  const piece: Piece = {
    record,
    bytes: isTooLong ? undefined : bytes,
    lengthBytes: bytes.length,
    ending: 'mark',
  };
  return readJson(piece, settings);
}

function readJson(piece: Piece, settings: RecordSettings): ReadDocument | SkippedRecord {
  const { position, bytes, text, skipped } = open(piece, settings);
  if (skipped !== undefined) return skipped;
  const { noun } = settings;
  const json = parse(text);
  if (json === undefined) {
    return piece.ending === 'input'
      ? skip('truncated', position, truncated(position, noun, bytes))
      : skip('not-json', position, notJson(position, noun, bytes));
  }
  if (!isJsonObject(json)) return skip('not-an-event', position, notAnEvent(position, noun, describe(json)));
  if (isDeeperThan(json, text, DEEPEST))
    return skip('not-an-event', position, tooDeep(position, noun, DEEPEST));
  return { kind: 'read', event: eventOfJson(json, bytes, position, settings), given: json };
}

export function readXmlRecord(piece: Piece, settings: RecordSettings): IngestedEvent | SkippedRecord {
  const { position, bytes, text, skipped } = open(piece, settings);
  if (skipped !== undefined) return skipped;
  if (piece.ending === 'input') return skip('truncated', position, truncated(position, settings.noun, bytes));
  if (piece.ending === 'next')
    return skip(
      'bad-xml',
      position,
      badXml(position, 'the next `<Event` opens before this one is closed', bytes),
    );
  const outcome = readWindowsXml(text);
  if (outcome.kind === 'bad') return skip('bad-xml', position, badXml(position, outcome.problem, bytes));
  return finishWindowsRecord(outcome.event, bytes, position, settings.indexOverride);
}

/** The event of a record that came as Windows wrote it; `bytes` name it where its own parts do not. */
export function finishWindowsRecord(
  event: WindowsEvent,
  bytes: Uint8Array,
  position: EventPosition,
  indexOverride: string | undefined,
): IngestedEvent {
  const document = mapWindowsEvent(event);
  const name = nameRecord(event, document, bytes);
  // The same as the index that eventIndex reads from the document, which says no more about it than its channel.
  const index = datasetOf(event.channel)?.index ?? indexOverride;
  return { kind: 'event', id: name.id, identity: name.identity, index, document, position };
}

/** Whether a stray piece of XML input is more than the frame around events: declarations, comments, tags. */
export function isXmlFrame(piece: Piece): boolean {
  if (piece.bytes === undefined) return false;
  const text = withoutComments(textOf(piece.bytes)).replaceAll(/<[?!/]?[A-Za-z][^<>]*>/g, '');
  return text.trim() === '';
}

/** A pattern would look for the end of each comment that has none, all the way. */
function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const open = text.indexOf('<!--', from);
    const close = open < 0 ? -1 : text.indexOf('-->', open + 4);
    if (close < 0) return kept + text.slice(from);
    kept += text.slice(from, open);
    from = close + 3;
  }
}

export function strayXml(piece: Piece, settings: RecordSettings): SkippedRecord {
  const position = { input: settings.input, record: piece.record };
  return skip('bad-xml', position, badXml(position, 'expected `<Event`, found other text', piece.bytes));
}

interface Opened {
  readonly position: EventPosition;
  readonly bytes: Uint8Array;
  /** The bytes, decoded. */
  readonly text: string;
  readonly skipped?: undefined;
}

interface NotOpened {
  readonly position: EventPosition;
  readonly bytes?: undefined;
  readonly text?: undefined;
  readonly skipped: SkippedRecord;
}

const REPLACEMENT = '\ufffd';

/** What holds for every format: a piece that is too long, or no text, is left out. */
function open(piece: Piece, settings: RecordSettings): Opened | NotOpened {
  const { input, noun, limitBytes } = settings;
  const position = { input, record: piece.record };
  if (piece.bytes === undefined) {
    const diagnostic = tooLong(position, noun, piece.lengthBytes, limitBytes);
    return { position, skipped: skip('too-long', position, diagnostic) };
  }
  const text = textOf(piece.bytes);
  // Whatever is no UTF-8 is decoded to this character, which may also stand in the text itself.
  if (text.includes(REPLACEMENT) && !isUtf8(piece.bytes))
    return { position, skipped: skip('not-utf8', position, notUtf8(position, noun)) };
  return { position, bytes: piece.bytes, text };
}

function eventOfJson(
  json: JsonObject,
  bytes: Uint8Array,
  position: EventPosition,
  settings: RecordSettings,
): IngestedEvent {
  const source = json['_source'];
  const isHit = isJsonObject(source);
  const given = isHit ? source : json;
  const hitIndex = isHit ? textOfMember(json, '_index') : settings.hitIndex;
  const record = readBareRecord(given);
  const origin: EventOrigin = {
    hitIndex,
    isDocument: record === undefined,
    indexOverride: settings.indexOverride,
  };
  const document = record === undefined ? mapDocument(given) : mapWindowsEvent(record);
  return finish(document, bytes, position, origin, isHit ? textOfMember(json, '_id') : settings.hitId);
}

/** Forms of JSON that hold a Windows record and nothing else. A further one is a further entry. */
const recordReaders: readonly ((document: JsonObject) => WindowsEvent | undefined)[] = [
  readEvtxDump,
  readNxlog,
];

function readBareRecord(document: JsonObject): WindowsEvent | undefined {
  if (document['winlog'] !== undefined) return undefined;
  for (const read of recordReaders) {
    const record = read(document);
    if (record !== undefined) return record;
  }
  return undefined;
}

/** A document of a Beat is mapped; what is ECS already stays as it is, but for the host and the case of GUIDs. */
function mapDocument(document: JsonObject): JsonObject {
  const record = readWinlogbeat(document);
  if (record !== undefined) return mapShippedWindowsEvent(record, document);
  const computer = textAt(document, 'winlog.computer_name');
  const settled = isSysmon(document) ? withGuidsInUpperCase(document) : document;
  return computer === undefined ? settled : withDerivedHost(settled, computer);
}

function isSysmon(document: JsonObject): boolean {
  return (
    valuesOf(readField(document, 'winlog.provider_name')).includes(SYSMON_PROVIDER) ||
    valuesOf(readField(document, 'event.provider')).includes(SYSMON_PROVIDER) ||
    valuesOf(readField(document, 'winlog.channel')).includes(SYSMON_CHANNEL)
  );
}

function finish(
  document: JsonObject,
  bytes: Uint8Array,
  position: EventPosition,
  origin: EventOrigin,
  hitId: string | undefined,
): IngestedEvent {
  return {
    kind: 'event',
    ...nameEvent(document, bytes, hitId),
    index: eventIndex(document, origin),
    document,
    position,
  };
}

function skip(reason: SkipReason, position: EventPosition, diagnostic: Diagnostic): SkippedRecord {
  return { kind: 'skipped', reason, position, diagnostic };
}

function textOfMember(json: JsonObject, name: string): string | undefined {
  const value = json[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parse(text: string): Json | undefined {
  try {
    // JSON.parse gives JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

function describe(json: Json): string {
  if (json === null) return '`null`';
  return Array.isArray(json) ? 'an array' : `a ${typeof json}`;
}

/** Whether the value nests deeper; `text` is its JSON, most of which has too few brackets for the question to arise. */
function isDeeperThan(json: Json, text: string, levels: number): boolean {
  return hasMoreThan(text, levels, '{', '[') && nestsDeeperThan(json, levels);
}

function hasMoreThan(text: string, most: number, ...marks: readonly string[]): boolean {
  let count = 0;
  for (const mark of marks) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1))
      if (++count > most) return true;
  }
  return false;
}

function nestsDeeperThan(json: Json, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(json)) {
    if (typeof inner === 'object' && inner !== null && nestsDeeperThan(inner as Json, levels - 1))
      return true;
  }
  return false;
}
