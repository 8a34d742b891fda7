/** Reads the events of a text, which is cut into records first and read record by record. */

import { type CutLines, LineCutter } from './formats/cut-lines.ts';
import type { Piece, Splitter } from './formats/piece.ts';
import { bulkReader } from './formats/read-bulk.ts';
import { splitJson } from './formats/split-json.ts';
import { splitLines } from './formats/split-lines.ts';
import { splitXml } from './formats/split-xml.ts';
import type { IngestItem, LineOrigin, RawLines } from './ingested-event.ts';
import type { InputFormat } from './input-format.ts';
import type { RecordNoun } from './messages.ts';
import { isXmlFrame, type RecordSettings, readJsonRecord, readXmlRecord, strayXml } from './read-record.ts';

export type TextKind = Extract<InputFormat['kind'], 'lines' | 'json' | 'search-response' | 'xml' | 'bulk'>;

interface TextFormat {
  readonly noun: RecordNoun;
  split(limitBytes: number): Splitter;
  reader(settings: RecordSettings): TextReader;
}

/** Makes items of the pieces of one text, in turn. */
interface TextReader {
  read(piece: Piece): readonly IngestItem[];
  /** What is to be told when there are no more pieces. */
  end?(): readonly IngestItem[];
}

const textFormats: { readonly [Kind in TextKind]: TextFormat } = {
  lines: { noun: 'line', split: splitLines, reader: readJson },
  bulk: { noun: 'line', split: splitLines, reader: bulkReader },
  json: { noun: 'record', split: limit => splitJson('values', limit), reader: readJson },
  'search-response': {
    noun: 'record',
    split: limit => splitJson('search-response', limit),
    reader: readJson,
  },
  xml: { noun: 'record', split: splitXml, reader: readXml },
};

export async function* readText(
  bytes: AsyncIterable<Uint8Array>,
  kind: TextKind,
  options: Omit<RecordSettings, 'noun'>,
): AsyncGenerator<readonly IngestItem[]> {
  const { noun, split, reader: startReading } = textFormats[kind];
  const splitter = split(options.limitBytes);
  const reader = startReading({ ...options, noun });
  const read = (pieces: readonly Piece[]): readonly IngestItem[] => pieces.flatMap(reader.read);
  for await (const chunk of bytes) yield read(splitter.push(chunk));
  yield [...read(splitter.end()), ...(reader.end?.() ?? [])];
}

/** The lines of a text as they are. */
export async function* rawLines(
  bytes: AsyncIterable<Uint8Array>,
  options: Omit<RecordSettings, 'noun'>,
  { path, base }: Pick<LineOrigin, 'path' | 'base'>,
): AsyncGenerator<readonly RawLines[]> {
  const origin = { settings: { ...options, noun: textFormats.lines.noun }, path, base };
  const cutter = new LineCutter(options.limitBytes);
  const raw = (all: readonly CutLines[]): readonly RawLines[] =>
    all.map(lines => ({ kind: 'lines', origin, lines }));
  for await (const chunk of bytes) yield raw(cutter.push(chunk));
  yield raw(cutter.end());
}

function readJson(settings: RecordSettings): TextReader {
  return { read: piece => [readJsonRecord(piece, settings)] };
}

function readXml(settings: RecordSettings): TextReader {
  return {
    read(piece) {
      if (piece.ending !== 'stray') return [readXmlRecord(piece, settings)];
      return isXmlFrame(piece) ? [] : [strayXml(piece, settings)];
    },
  };
}
