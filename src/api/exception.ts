/** Bodies and queries of Elastic's API of exceptions. What an entry may say is read by exceptions/read-exceptions.ts. */
import Type, { type TSchema } from 'typebox';
import { closed, count, type FlagText, flagText, name, oneWord, text, texts } from './schema-parts.ts';

const id = text(1_000);
const namespace = oneWord('single', 'agnostic');
const meta = Type.Record(Type.String(), Type.Unknown());
const listType = oneWord(
  ...['detection', 'rule_default', 'endpoint', 'endpoint_trusted_apps', 'endpoint_trusted_devices'],
  ...['endpoint_events', 'endpoint_host_isolation_exceptions', 'endpoint_blocklists'],
);
const osTypes = Type.Array(oneWord('windows', 'linux', 'macos'), { maxItems: 3 });

const listOptions = {
  namespace_type: namespace,
  tags: texts(1_000),
  os_types: osTypes,
  meta,
  version: Type.Number(),
};
export const CreateListBody: TSchema = closed(
  { name: name(10_000), description: text(100_000), type: listType },
  { list_id: name(1_000), ...listOptions },
);
export const UpdateListBody: TSchema = closed(
  { name: name(10_000), description: text(100_000), type: listType },
  { id, list_id: id, _version: text(100), ...listOptions },
);

const list = closed({ id: text(1_000), type: text(100) });
const entryKeys = { field: text(10_000), type: text(100), operator: text(100), value: Type.Unknown(), list };
const entries = Type.Array(
  closed({}, { ...entryKeys, entries: Type.Array(closed({}, entryKeys), { maxItems: 1_000 }) }),
  { maxItems: 1_000 },
);
const comments = Type.Array(
  closed(
    { comment: name(100_000) },
    { id, created_at: text(100), created_by: text(1_000), updated_at: text(100), updated_by: text(1_000) },
  ),
  { maxItems: 1_000 },
);
const itemKeys = { name: name(10_000), description: text(100_000), type: oneWord('simple'), entries };
const itemOptions = {
  ...{ namespace_type: namespace, tags: texts(1_000), os_types: osTypes, meta, comments },
  expire_time: text(100),
};

export interface ItemBody {
  readonly id?: string;
  readonly item_id?: string;
  readonly list_id?: string;
  readonly namespace_type?: string;
  readonly _version?: string;
}
export const CreateItemBody: TSchema = closed(
  { list_id: name(1_000), ...itemKeys },
  { item_id: name(1_000), ...itemOptions },
);
export const UpdateItemBody: TSchema = closed(itemKeys, {
  ...{ id, item_id: id, list_id: id, _version: text(100) },
  ...itemOptions,
});

export interface RuleItemsBody {
  readonly items: readonly ItemBody[];
}
export const RuleItemsBody: TSchema = closed({
  items: Type.Array(closed(itemKeys, { item_id: name(1_000), list_id: id, ...itemOptions }), {
    minItems: 1,
    maxItems: 1_000,
  }),
});

export const SharedListBody: TSchema = closed({ name: name(10_000), description: text(100_000) });

/** Which list, or which item. */
export interface OneKeptQuery {
  readonly id?: string;
  readonly list_id?: string;
  readonly item_id?: string;
  readonly namespace_type?: 'single' | 'agnostic';
}
export const OneListQuery: TSchema = closed({}, { id, list_id: id, namespace_type: namespace });
export const OneItemQuery: TSchema = closed({}, { id, item_id: id, namespace_type: namespace });

export interface ListCopyQuery extends OneKeptQuery {
  readonly include_expired_exceptions?: FlagText;
}
export const ListCopyQuery: TSchema = closed(
  {},
  { id, list_id: id, namespace_type: namespace, include_expired_exceptions: flagText },
);

export interface FindKeptQuery {
  readonly list_id?: string;
  readonly namespace_type?: string;
  readonly filter?: string;
  readonly search?: string;
  readonly page?: string;
  readonly per_page?: string;
  readonly sort_field?: string;
  readonly sort_order?: 'asc' | 'desc';
}
const findKeys = {
  ...{ namespace_type: text(10_000), filter: text(100_000), page: count, per_page: count },
  ...{ sort_field: text(100), sort_order: oneWord('asc', 'desc') },
};
export const FindListsQuery: TSchema = closed({}, findKeys);
export const FindItemsQuery: TSchema = closed(
  { list_id: text(100_000) },
  { search: text(10_000), ...findKeys },
);

export interface ImportKeptQuery {
  readonly overwrite?: FlagText;
  readonly as_new_list?: FlagText;
}
export const ImportKeptQuery: TSchema = closed({}, { overwrite: flagText, as_new_list: flagText });

export const RuleIdParams: TSchema = closed({ id });
