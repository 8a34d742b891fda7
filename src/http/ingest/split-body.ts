import type { Piece } from '../../ingest/formats/piece.ts';
import { splitJson } from '../../ingest/formats/split-json.ts';
import { splitLines } from '../../ingest/formats/split-lines.ts';
import { HttpProblem } from '../problems.ts';
import { onOneLine } from './one-line.ts';

/** One document of a body; undefined where it has more bytes than it may. */
export interface BodyDocument {
  readonly bytes: Uint8Array | undefined;
  readonly lengthBytes: number;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Cuts a body into its documents: at line feeds, or (JSON) the elements of an array or values one after another.
 * @throws HttpProblem `too-large` with more documents than it may have
 */
export function splitBody(
  body: Uint8Array,
  form: 'lines' | 'json',
  limits: { readonly documents: number; readonly documentBytes: number },
): readonly BodyDocument[] {
  const { documentBytes, documents: mostDocuments } = limits;
  const splitter = form === 'lines' ? splitLines(documentBytes) : splitJson('values', documentBytes);
  const documents: BodyDocument[] = [];
  const add = (pieces: readonly Piece[]): void => {
    for (const { bytes, lengthBytes } of pieces) {
      if (documents.length === mostDocuments)
        throw new HttpProblem(
          'too-large',
          `the body has more than ${mostDocuments} documents; send it in several requests`,
        );
      documents.push({ bytes: bytes && onOneLine(bytes), lengthBytes });
    }
  };
  // In chunks, so that the pieces of a body full of tiny documents are counted before they are all made.
  for (let at = 0; at < body.length; at += CHUNK_BYTES)
    add(splitter.push(body.subarray(at, at + CHUNK_BYTES)));
  add(splitter.end());
  return documents;
}
