/** Reads the body of an Elasticsearch bulk request: a line that says what to do, and a line of what with. */
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { IngestItem } from '../ingested-event.ts';
import { actionWithoutDocument, notAnEvent } from '../messages.ts';
import { type RecordSettings, readJsonRecord } from '../read-record.ts';
import type { Piece } from './piece.ts';

interface Action {
  readonly name: 'index' | 'create' | 'update' | 'delete';
  readonly hitIndex?: string;
  readonly hitId?: string;
}

/** What may stand in an action besides names with `_`. */
const ACTION_KEYS: readonly string[] = [
  'dynamic_templates',
  'if_primary_term',
  'if_seq_no',
  'list_executed_pipelines',
  'parent',
  'pipeline',
  'require_alias',
  'require_data_stream',
  'retry_on_conflict',
  'routing',
  'version',
  'version_type',
];
/** An action is a short line; documents, which are long, are not looked at twice. */
const LONGEST_ACTION_BYTES = 4096;
const ACTION = /^\{\s*"(index|create|update|delete)"\s*:/;

/** The action in a line of a bulk body; undefined: it is none, whatever else it is. */
export function bulkAction(line: Uint8Array | undefined): Action | undefined {
  if (line === undefined || line.length > LONGEST_ACTION_BYTES) return undefined;
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8');
  // Group 1 of the pattern has no other texts.
  const name = ACTION.exec(text.trimStart())?.[1] as Action['name'] | undefined;
  if (name === undefined) return undefined;
  const json = parse(text);
  const target = isJsonObject(json) && Object.keys(json).length === 1 ? json[name] : undefined;
  if (!isJsonObject(target)) return undefined;
  if (!Object.keys(target).every(key => key.startsWith('_') || ACTION_KEYS.includes(key))) return undefined;
  const { _index: hitIndex, _id: hitId } = target;
  return {
    name,
    ...(typeof hitIndex === 'string' && hitIndex !== '' ? { hitIndex } : {}),
    ...(typeof hitId === 'string' && hitId !== '' ? { hitId } : {}),
  };
}

export interface BulkReader {
  read(piece: Piece): readonly IngestItem[];
  end(): readonly IngestItem[];
}

/**
 * A reader of the lines of a bulk body. Where an action and its document do not come in turn, the body is
 * damaged: a document without an action is an event all the same, an action without a document is told.
 */
export function bulkReader(settings: RecordSettings): BulkReader {
  let waiting: { readonly action: Action; readonly record: number } | undefined;

  function giveUpWaiting(): readonly IngestItem[] {
    if (waiting === undefined) return [];
    const position = { input: settings.input, record: waiting.record };
    waiting = undefined;
    return [{ kind: 'skipped', reason: 'truncated', position, diagnostic: actionWithoutDocument(position) }];
  }

  return {
    read(piece) {
      const action = bulkAction(piece.bytes);
      if (action !== undefined) {
        const lost = giveUpWaiting();
        if (action.name !== 'delete') waiting = { action, record: piece.record };
        return lost;
      }
      const answered = waiting?.action;
      waiting = undefined;
      return [
        answered === undefined ? readJsonRecord(piece, settings) : readSource(piece, answered, settings),
      ];
    },
    end: giveUpWaiting,
  };
}

function readSource(piece: Piece, { name, ...hit }: Action, settings: RecordSettings): IngestItem {
  const addressed = { ...settings, ...hit };
  if (name !== 'update' || piece.bytes === undefined) return readJsonRecord(piece, addressed);
  const update = parse(Buffer.from(piece.bytes).toString('utf8'));
  if (!isJsonObject(update)) return readJsonRecord(piece, addressed);
  const document = [update['doc'], update['upsert']].find(isJsonObject);
  if (document === undefined) {
    const position = { input: settings.input, record: piece.record };
    const diagnostic = notAnEvent(position, settings.noun, 'an update without a document');
    return { kind: 'skipped', reason: 'not-an-event', position, diagnostic };
  }
  return readJsonRecord(withDocument(piece, document), addressed);
}

function withDocument(piece: Piece, document: JsonObject): Piece {
  const bytes = Buffer.from(JSON.stringify(document));
  return { ...piece, bytes, lengthBytes: bytes.length };
}

function parse(text: string): Json | undefined {
  try {
    // JSON.parse gives JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
