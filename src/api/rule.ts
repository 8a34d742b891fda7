/**
 * Bodies and queries of Elastic's rule API. What a rule may hold is said by the rules themselves
 * (rules/rule-fields.ts). Queries are texts throughout, whatever a server makes of `?page=2` before it is checked.
 */
import Type, { type TSchema } from 'typebox';
import { closed, count, type FlagText, flagText, oneWord, text, texts } from './schema-parts.ts';

/** Its keys are read one by one, so that each mistake is told with what was expected. */
export const RuleBody: TSchema = Type.Record(Type.String(), Type.Unknown(), { description: 'a rule' });

/** One of them says which rule is meant. */
export interface OneRuleQuery {
  readonly id?: string;
  readonly rule_id?: string;
}
export const OneRuleQuery: TSchema = closed({}, { id: text(1_000), rule_id: text(1_000) });

export interface FindRulesQuery {
  /** From 1. */
  readonly page?: string;
  readonly per_page?: string;
  readonly sort_field?: string;
  readonly sort_order?: 'asc' | 'desc';
  /** KQL on `alert.attributes.*`. */
  readonly filter?: string;
  readonly fields?: string | readonly string[];
}
export const FindRulesQuery: TSchema = closed(
  {},
  {
    page: count,
    per_page: count,
    sort_field: text(1_000),
    sort_order: oneWord('asc', 'desc'),
    filter: text(100_000),
    fields: Type.Union([text(1_000), texts(1_000)]),
  },
);

/** ISO times. */
export interface TimeSpan {
  readonly start_date: string;
  readonly end_date: string;
}
const TimeSpan = closed({ start_date: text(100), end_date: text(100) });

export type Edit =
  | {
      readonly type: `${'add' | 'delete' | 'set'}_${'tags' | 'index_patterns'}`;
      readonly value: readonly string[];
      readonly overwrite_data_views?: boolean;
    }
  | {
      readonly type: `${'add' | 'delete' | 'set'}_investigation_fields`;
      readonly value: { readonly field_names: readonly string[] };
    }
  | {
      readonly type: 'set_schedule';
      readonly value: { readonly interval: string; readonly lookback: string };
    }
  | {
      readonly type: 'set_timeline';
      readonly value: { readonly timeline_id: string; readonly timeline_title: string };
    };

const Edit = Type.Union([
  closed(
    {
      type: oneWord(
        ...['add_tags', 'delete_tags', 'set_tags'],
        ...['add_index_patterns', 'delete_index_patterns', 'set_index_patterns'],
      ),
      value: texts(1_000),
    },
    { overwrite_data_views: Type.Boolean() },
  ),
  closed({
    type: oneWord('add_investigation_fields', 'delete_investigation_fields', 'set_investigation_fields'),
    value: closed({ field_names: texts(1_000) }),
  }),
  closed({ type: oneWord('set_schedule'), value: closed({ interval: text(100), lookback: text(100) }) }),
  closed({
    type: oneWord('set_timeline'),
    value: closed({ timeline_id: text(1_000), timeline_title: text(1_000) }),
  }),
]);

export interface BulkActionBody {
  readonly action: 'enable' | 'disable' | 'delete' | 'duplicate' | 'export' | 'run' | 'fill_gaps' | 'edit';
  readonly ids?: readonly string[];
  readonly query?: string;
  readonly edit?: readonly Edit[];
  readonly duplicate?: {
    readonly include_exceptions?: boolean;
    readonly include_expired_exceptions?: boolean;
  };
  readonly run?: TimeSpan;
  readonly fill_gaps?: TimeSpan;
}
export const BulkActionBody: TSchema = closed(
  {
    action: oneWord('enable', 'disable', 'delete', 'duplicate', 'export', 'run', 'fill_gaps', 'edit'),
  },
  {
    ids: texts(10_000),
    query: text(100_000),
    edit: Type.Array(Edit, { minItems: 1, maxItems: 100 }),
    duplicate: closed({}, { include_exceptions: Type.Boolean(), include_expired_exceptions: Type.Boolean() }),
    run: TimeSpan,
    fill_gaps: TimeSpan,
  },
);

export interface DryRunQuery {
  readonly dry_run?: FlagText;
}
export const DryRunQuery: TSchema = closed({}, { dry_run: flagText });

/** None: all rules. */
export type ExportRulesBody = {
  readonly objects?: readonly { readonly rule_id: string }[] | null;
} | null;
export const ExportRulesBody: TSchema = Type.Union([
  Type.Null(),
  closed(
    {},
    {
      objects: Type.Union([Type.Null(), Type.Array(closed({ rule_id: text(1_000) }), { maxItems: 10_000 })]),
    },
  ),
]);

export interface ExportRulesQuery {
  readonly exclude_export_details?: FlagText;
  readonly file_name?: string;
}
export const ExportRulesQuery: TSchema = closed(
  {},
  { exclude_export_details: flagText, file_name: text(200) },
);

export interface ImportRulesQuery {
  readonly overwrite?: FlagText;
  readonly overwrite_exceptions?: FlagText;
  readonly overwrite_action_connectors?: FlagText;
  readonly as_new_list?: FlagText;
}
export const ImportRulesQuery: TSchema = closed(
  {},
  {
    overwrite: flagText,
    overwrite_exceptions: flagText,
    overwrite_action_connectors: flagText,
    as_new_list: flagText,
  },
);

export const PreviewQuery: TSchema = closed({}, { enable_logged_requests: flagText });
