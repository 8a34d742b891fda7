/**
 * The keys of a rule, each said once: how it is read, what stands for it when it is absent, what it means.
 * Reading, the report of unknown keys and the reference page all come from these tables; a new key is a line
 * here. Facts: rule-format.md §1.2, §1.3 and §3; defaults are Kibana's.
 */
import {
  anything,
  dateMath,
  flag,
  interval,
  name,
  oneOf,
  type Reader,
  table,
  tableList,
  text,
  textList,
  textOrTextList,
  threatList,
  wholeNumber,
} from './field-readers.ts';
import { type RuleFields, ruleTypes } from './rule.ts';

export interface RuleField<T> {
  readonly read: Reader<T>;
  readonly means: string;
  readonly required?: true;
  /** The default; for a required key, what stands in so that the rest of a faulty rule can be checked too. */
  readonly fallback?: T;
}

/** What the model names. A key without fallback may be absent from the rule (`rule_id` is then made of the name). */
export const modelKeys: { readonly [K in keyof RuleFields]-?: RuleField<NonNullable<RuleFields[K]>> } = {
  rule_id: { read: name, means: 'the name of the rule for machines; its alerts hang on it' },
  name: { read: name, required: true, fallback: '', means: 'the name of the rule for people' },
  description: { read: text, required: true, fallback: '', means: 'what the rule finds and why it matters' },
  type: {
    read: oneOf(ruleTypes, 'a type of rule'),
    required: true,
    fallback: 'query',
    means: 'which kind of search the rule is',
  },
  severity: {
    read: oneOf(['low', 'medium', 'high', 'critical'], 'a severity'),
    required: true,
    fallback: 'low',
    means: 'how bad it is if the alert is true',
  },
  risk_score: { read: wholeNumber(0, 100), required: true, fallback: 0, means: 'the severity as a number' },
  version: { read: wholeNumber(1), fallback: 1, means: 'grows with each change of the rule' },
  enabled: { read: flag, fallback: true, means: 'whether a server runs the rule' },
  author: { read: textList, fallback: [], means: 'who wrote the rule' },
  license: { read: text, means: 'the terms under which the rule may be used' },
  tags: { read: textList, fallback: [], means: 'words to find the rule by' },
  references: { read: textList, fallback: [], means: 'addresses with more about it' },
  false_positives: { read: textList, fallback: [], means: 'what else may set the rule off' },
  threat: { read: threatList, fallback: [], means: 'tactics and techniques of ATT&CK' },
  note: { read: text, means: 'the investigation guide, in Markdown' },
  setup: { read: text, fallback: '', means: 'what must be set up for the rule to work, in Markdown' },
  index: { read: textList, means: 'patterns of the indices that the rule reads' },
  language: {
    read: oneOf(['kuery', 'lucene', 'eql', 'esql'], 'a query language'),
    means: 'the language of the query',
  },
  query: { read: text, means: 'what the rule looks for' },
  from: { read: dateMath, fallback: 'now-6m', means: 'where the window of a run begins' },
  to: { read: dateMath, fallback: 'now', means: 'where the window of a run ends' },
  interval: { read: interval, fallback: '5m', means: 'the time from one run to the next' },
  max_signals: { read: wholeNumber(1), fallback: 100, means: 'the most alerts that one run makes' },
  building_block_type: { read: text, means: 'marks alerts that only serve other rules' },
  timestamp_override: { read: name, means: 'the field that places an event in the window of a run' },
  event_category_override: { read: name, means: 'the field that an EQL query takes the event category from' },
  timestamp_field: { read: name, means: 'the field that puts the events of an EQL query in order' },
  tiebreaker_field: { read: name, means: 'the field that puts events of the same time in order' },
  rule_name_override: { read: name, means: 'the field whose value names the alert' },
  severity_mapping: { read: tableList, fallback: [], means: 'values of events that set the severity' },
  risk_score_mapping: { read: tableList, fallback: [], means: 'values of events that set the risk score' },
  exceptions_list: { read: tableList, fallback: [], means: 'the exception lists that apply' },
};

/** Keys that rules have and the model does not name: they live in `extra`, as written. */
export const extraKeys: { readonly [key: string]: RuleField<unknown> } = {
  actions: { read: tableList, means: 'what is done about an alert' },
  alert_suppression: { read: table, means: 'which alerts are merged into one' },
  anomaly_threshold: { read: wholeNumber(0, 100), means: 'machine_learning: the least score that alerts' },
  concurrent_searches: { read: wholeNumber(1), means: 'threat_match: searches at a time' },
  data_view_id: { read: text, means: 'the data view that the rule reads, instead of `index`' },
  filters: { read: tableList, means: 'filters beside the query' },
  history_window_start: { read: text, means: 'new_terms: since when a value counts as known' },
  investigation_fields: { read: table, means: 'the fields to look at first' },
  items_per_search: { read: wholeNumber(1), means: 'threat_match: indicators per search' },
  machine_learning_job_id: { read: textOrTextList, means: 'machine_learning: the job or jobs' },
  meta: { read: table, means: 'notes of other tools' },
  namespace: { read: text, means: 'the namespace of the alerts' },
  new_terms: { read: table, means: 'new_terms: fields and history window, as rule files write them' },
  new_terms_fields: { read: textList, means: 'new_terms: the fields whose values must be new' },
  output_index: { read: text, means: 'where alerts went once; has no effect' },
  related_integrations: { read: tableList, means: 'the packages that bring the data' },
  required_fields: { read: tableList, means: 'the fields that the query reads' },
  response_actions: { read: tableList, means: 'what an agent is told to do' },
  saved_id: { read: text, means: 'saved_query: the id of the query' },
  tests: { read: tableList, means: 'examples with the number of alerts that they must give' },
  threat_filters: { read: tableList, means: 'threat_match: filters on the indicators' },
  threat_index: { read: textList, means: 'threat_match: where the indicators are' },
  threat_indicator_path: { read: text, means: 'threat_match: the field that holds the indicator' },
  threat_language: { read: text, means: 'threat_match: the language of `threat_query`' },
  threat_mapping: { read: tableList, means: 'threat_match: which fields must be equal' },
  threat_mappings: { read: anything, means: 'mappings to other versions of ATT&CK' },
  threat_query: { read: text, means: 'threat_match: which indicators count' },
  threshold: { read: table, means: 'threshold: fields, least count and cardinality' },
  throttle: { read: anything, means: 'how often actions run (older rules)' },
  timeline_id: { read: text, means: 'the timeline template to investigate with' },
  timeline_title: { read: text, means: 'the title of that template' },
  timestamp_override_fallback_disabled: { read: flag, means: 'never fall back to `@timestamp`' },
  // What Kibana keeps about a stored rule.
  created_at: { read: text, means: 'Kibana: when it was stored' },
  created_by: { read: text, means: 'Kibana: who stored it' },
  execution_summary: { read: table, means: 'Kibana: how the last run went' },
  id: { read: text, means: 'Kibana: the id of the stored object' },
  immutable: { read: flag, means: 'Kibana: whether the rule is a prebuilt one' },
  outcome: { read: text, means: 'Kibana: how an id was resolved' },
  revision: { read: wholeNumber(0), means: 'Kibana: counts the changes of the stored object' },
  rule_source: { read: table, means: 'Kibana: where the rule comes from' },
  updated_at: { read: text, means: 'Kibana: when it was changed' },
  updated_by: { read: text, means: 'Kibana: who changed it' },
};

/** Keys of the tables beside `[rule]` in a TOML file (rule-format.md §1.1 and §1.5). */
export const tomlTables: { readonly [table: string]: readonly string[] } = {
  metadata: [
    'bypass_bbr_timing',
    'comments',
    'creation_date',
    'deprecated_reason',
    'deprecation_date',
    'extended',
    'integration',
    'maturity',
    'min_stack_comments',
    'min_stack_version',
    'os_type_list',
    'promotion',
    'query_schema_validation',
    'related_endpoint_rules',
    'updated_date',
  ],
  transform: ['investigate', 'osquery'],
};
