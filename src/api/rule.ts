/** Bodies and queries of Elastic's rule API. What a rule may hold is said by the rules themselves (rules/rule-fields.ts). */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const flagText = Type.Union([Type.Literal('true'), Type.Literal('false')]);
const count = Type.String({ pattern: '^[0-9]{1,9}$' });
const words = Type.Array(Type.String(), { maxItems: 1_000 });
const ids = Type.Array(Type.String(), { maxItems: 10_000 });

/** A rule: its keys are read one by one, so that each mistake is told with what was expected. */
export const RuleBody = Type.Record(Type.String(), Type.Unknown(), { description: 'a rule' });

export const OneRuleQuery = Type.Object(
  { id: Type.Optional(Type.String()), rule_id: Type.Optional(Type.String()) },
  closed,
);
export type OneRuleQuery = Static<typeof OneRuleQuery>;

export const FindRulesQuery = Type.Object(
  {
    page: Type.Optional(count),
    per_page: Type.Optional(count),
    sort_field: Type.Optional(Type.String()),
    sort_order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
    filter: Type.Optional(Type.String({ maxLength: 100_000 })),
    fields: Type.Optional(Type.Union([Type.String(), words])),
  },
  closed,
);
export type FindRulesQuery = Static<typeof FindRulesQuery>;

const timeSpan = Type.Object({ start_date: Type.String(), end_date: Type.String() }, closed);

const Edit = Type.Union([
  Type.Object(
    {
      type: Type.Union([
        Type.Literal('add_tags'),
        Type.Literal('delete_tags'),
        Type.Literal('set_tags'),
        Type.Literal('add_index_patterns'),
        Type.Literal('delete_index_patterns'),
        Type.Literal('set_index_patterns'),
      ]),
      value: words,
      overwrite_data_views: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  Type.Object(
    {
      type: Type.Union([
        Type.Literal('add_investigation_fields'),
        Type.Literal('delete_investigation_fields'),
        Type.Literal('set_investigation_fields'),
      ]),
      value: Type.Object({ field_names: words }, closed),
    },
    closed,
  ),
  Type.Object(
    {
      type: Type.Literal('set_schedule'),
      value: Type.Object({ interval: Type.String(), lookback: Type.String() }, closed),
    },
    closed,
  ),
  Type.Object(
    {
      type: Type.Literal('set_timeline'),
      value: Type.Object({ timeline_id: Type.String(), timeline_title: Type.String() }, closed),
    },
    closed,
  ),
]);
export type Edit = Static<typeof Edit>;

export const BulkActionBody = Type.Object(
  {
    action: Type.Union([
      Type.Literal('enable'),
      Type.Literal('disable'),
      Type.Literal('delete'),
      Type.Literal('duplicate'),
      Type.Literal('export'),
      Type.Literal('run'),
      Type.Literal('fill_gaps'),
      Type.Literal('edit'),
    ]),
    ids: Type.Optional(ids),
    query: Type.Optional(Type.String({ maxLength: 100_000 })),
    edit: Type.Optional(Type.Array(Edit, { minItems: 1, maxItems: 100 })),
    duplicate: Type.Optional(
      Type.Object(
        {
          include_exceptions: Type.Optional(Type.Boolean()),
          include_expired_exceptions: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    run: Type.Optional(timeSpan),
    fill_gaps: Type.Optional(timeSpan),
  },
  closed,
);
export type BulkActionBody = Static<typeof BulkActionBody>;

export const DryRunQuery = Type.Object({ dry_run: Type.Optional(flagText) }, closed);
export type DryRunQuery = Static<typeof DryRunQuery>;

export const ExportRulesBody = Type.Union([
  Type.Null(),
  Type.Object(
    {
      objects: Type.Optional(
        Type.Union([
          Type.Null(),
          Type.Array(Type.Object({ rule_id: Type.String() }, closed), { maxItems: 10_000 }),
        ]),
      ),
    },
    closed,
  ),
]);
export type ExportRulesBody = Static<typeof ExportRulesBody>;

export const ExportRulesQuery = Type.Object(
  { exclude_export_details: Type.Optional(flagText), file_name: Type.Optional(Type.String()) },
  closed,
);
export type ExportRulesQuery = Static<typeof ExportRulesQuery>;

export const ImportRulesQuery = Type.Object(
  {
    overwrite: Type.Optional(flagText),
    overwrite_exceptions: Type.Optional(flagText),
    overwrite_action_connectors: Type.Optional(flagText),
    as_new_list: Type.Optional(flagText),
  },
  closed,
);
export type ImportRulesQuery = Static<typeof ImportRulesQuery>;

export const PreviewQuery = Type.Object({ enable_logged_requests: Type.Optional(flagText) }, closed);

export const NoQuery = Type.Object({}, closed);
