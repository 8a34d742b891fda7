/** Bodies and queries of Elastic's API of value lists. */
import Type, { type TSchema } from 'typebox';
import { closed, count, flagText, name, oneWord, text } from './schema-parts.ts';

/** Stands in the key of a stored object. */
const listId = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^/\\u0000-\\u001f]+$' });
const meta = Type.Record(Type.String(), Type.Unknown());

export interface ListBody {
  readonly id?: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly meta?: object;
}
export const ListBody: TSchema = closed(
  { name: name(10_000), description: text(100_000), type: text(100) },
  { id: listId, meta, version: Type.Number(), deserializer: text(1_000), serializer: text(1_000) },
);

export interface ChangeListBody {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly meta?: object;
  readonly _version?: string;
}
export const ReplaceListBody: TSchema = closed(
  { id: listId, name: name(10_000), description: text(100_000) },
  { meta, version: Type.Number(), _version: text(100) },
);
export const PatchListBody: TSchema = closed(
  { id: listId },
  { name: name(10_000), description: text(100_000), meta, version: Type.Number(), _version: text(100) },
);

export interface OneListQuery {
  readonly id: string;
}
export const OneListQuery: TSchema = closed({ id: text(200) });
export const DeleteListQuery: TSchema = closed(
  { id: text(200) },
  { deleteReferences: flagText, ignoreReferences: flagText },
);

export interface FindListsQuery {
  readonly page?: string;
  readonly per_page?: string;
  readonly sort_field?: string;
  readonly sort_order?: 'asc' | 'desc';
  /** A text that the name or id holds. */
  readonly filter?: string;
}
const findKeys = {
  ...{ page: count, per_page: count, sort_field: text(100), sort_order: oneWord('asc', 'desc') },
  filter: text(10_000),
};
export const FindListsQuery: TSchema = closed({}, findKeys);

export interface FindItemsQuery extends FindListsQuery {
  readonly list_id: string;
}
export const FindItemsQuery: TSchema = closed({ list_id: text(200) }, findKeys);

export interface ItemBody {
  readonly list_id: string;
  readonly value: string;
}
export const ItemBody: TSchema = closed(
  { list_id: text(200), value: text(40_000) },
  { id: text(1_000), meta, refresh: Type.Union([flagText, oneWord('wait_for')]) },
);

export interface ChangeItemBody {
  readonly id: string;
  readonly value: string;
}
export const ChangeItemBody: TSchema = closed(
  { id: text(100_000), value: text(40_000) },
  { meta, _version: text(100), refresh: Type.Union([flagText, oneWord('wait_for')]) },
);

export interface OneItemQuery {
  readonly id?: string;
  readonly list_id?: string;
  readonly value?: string;
}
export const OneItemQuery: TSchema = closed(
  {},
  { id: text(100_000), list_id: text(200), value: text(40_000), refresh: text(20) },
);

export interface ImportItemsQuery {
  readonly list_id?: string;
  readonly type?: string;
}
export const ImportItemsQuery: TSchema = closed(
  {},
  {
    ...{ list_id: listId, type: text(100), refresh: text(20) },
    ...{ serializer: text(1_000), deserializer: text(1_000) },
  },
);

export interface ExportItemsQuery {
  readonly list_id: string;
}
export const ExportItemsQuery: TSchema = closed({ list_id: text(200) });
