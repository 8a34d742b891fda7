import type { ArrivingDocument, Taken } from '../parts.ts';
import type { BulkAction, BulkVerb } from './parse-bulk.ts';

/** What is said of one action of a bulk request, in Elasticsearch's words. */
export interface BulkItem {
  readonly verb: BulkVerb;
  readonly answer: ItemAnswer;
}

export interface ItemAnswer {
  readonly _index: string;
  readonly _id: string | null;
  readonly status: number;
  readonly result?: 'created' | 'noop';
  readonly _version?: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

const LONGEST_INDEX_BYTES = 255;
const LONGEST_ID_BYTES = 512;
/** Elasticsearch's rules for names of indices. */
const INDEX_NAME = /^(?![-_+])(?!\.{1,2}$)[^\s\\/*?"<>|,#:\p{Lu}]+$/u;

export type TakeDocuments = (documents: readonly ArrivingDocument[]) => Promise<readonly Taken[]>;

/**
 * Hands what the actions bring to the intake, all at once, and gives an answer to each, in their order. A document
 * that cannot be taken fails alone. A double is a conflict to `create`, which shippers count as delivered; to `index`
 * it is a `noop`, as events do not change.
 */
export async function writeDocuments(
  actions: readonly BulkAction[],
  mostBytes: number,
  take: TakeDocuments,
): Promise<readonly BulkItem[]> {
  const checked = actions.map(action => ({ action, answer: refusal(action, mostBytes) }));
  const documents = checked.flatMap(({ action: { document, id, index }, answer }) =>
    answer === undefined && document !== undefined ? [{ bytes: document, id, index }] : [],
  );
  const taken = (documents.length === 0 ? [] : await take(documents)).values();
  return checked.map(({ action, answer }) => ({
    verb: action.verb,
    answer: answer ?? answerTo(action, nextOf(taken)),
  }));
}

function nextOf(taken: IterableIterator<Taken>): Taken {
  const next = taken.next();
  if (next.done) throw new Error('the intake gave fewer answers than it was given documents');
  return next.value;
}

/** What is wrong with an action whose document need not be looked at. */
function refusal(action: BulkAction, mostBytes: number): ItemAnswer | undefined {
  const { document, id, index, verb } = action;
  const refuse = (type: string, reason: string): ItemAnswer => ({
    _index: index ?? '',
    _id: id ?? null,
    status: 400,
    error: { type, reason },
  });
  if (verb === 'update' || verb === 'delete')
    return refuse(
      'illegal_argument_exception',
      `found \`${verb}\`, expected \`create\` or \`index\`: events do not change`,
    );
  if (index === undefined)
    return refuse(
      'action_request_validation_exception',
      'index is missing: name it in the action or the path',
    );
  if (Buffer.byteLength(index) > LONGEST_INDEX_BYTES || !INDEX_NAME.test(index))
    return refuse(
      'invalid_index_name_exception',
      `Invalid index name [${index}], expected lower case, without blanks and any of \\ / * ? " < > | , # :, not starting with - _ +, at most ${LONGEST_INDEX_BYTES} bytes`,
    );
  if (id !== undefined && Buffer.byteLength(id) > LONGEST_ID_BYTES)
    return refuse('illegal_argument_exception', `id is too long: expected at most ${LONGEST_ID_BYTES} bytes`);
  if (document !== undefined && document.length > mostBytes)
    return refuse(
      'document_parsing_exception',
      `the document has ${document.length} bytes, expected at most ${mostBytes}`,
    );
  return undefined;
}

function answerTo({ id, index, verb }: BulkAction, taken: Taken): ItemAnswer {
  const _index = index ?? '';
  if (taken.kind === 'refused')
    return {
      _index,
      _id: id ?? null,
      status: 400,
      error: { type: 'document_parsing_exception', reason: taken.reason },
    };
  if (taken.kind === 'stored') return { _index, _id: taken.id, _version: 1, result: 'created', status: 201 };
  if (verb === 'index') return { _index, _id: taken.id, _version: 1, result: 'noop', status: 200 };
  return {
    _index,
    _id: taken.id,
    status: 409,
    error: {
      type: 'version_conflict_engine_exception',
      reason: `[${taken.id}]: version conflict, document already exists`,
    },
  };
}
