/**
 * What an event is, and what comparing its values means: the part of Elasticsearch that a rule takes for granted.
 *
 * An event is a JSON document of the Elastic Common Schema (json.ts), spelt nested or dotted (read-field.ts).
 * Take the event `{"process": {"pid": "412", "name": "CMD.exe"}}` and the query
 * `process.pid == 412 and process.name : "cmd*"`. The schema says that `process.pid` is a `long`, so its text is
 * read as a number (coerce.ts) before it is compared (compare.ts); `process.name` is a `keyword`, `:` ignores case
 * (text-case.ts) and knows wildcards (wildcard.ts). The other kinds of tests are blocks of addresses (cidr.ts) and
 * regular expressions (lucene-regex.ts).
 *
 * Each of these files prepares a test once and answers with a closure over one value. They know no query language,
 * no plan and no rule: several values, missing ones and `not` are the plan's business. Where the semantics come
 * from: the field types and the query DSL of Elasticsearch's public reference, ECS for the types, and RFCs 4291
 * and 5952 for addresses. Each clever one has a slow twin in test/reference.
 */

/**
 * The type of a field decides what its values mean and which tests make sense. `unknown`: nobody has said; a
 * value is then taken as what it is compared with (docs/design/unknown-fields.md). `unsupported`: an object,
 * nested or geo field, of which EQL has no values.
 */
export type FieldType =
  | 'keyword'
  | 'text'
  | 'long'
  | 'double'
  | 'boolean'
  | 'ip'
  | 'date'
  | 'date_nanos'
  | 'version'
  | 'unknown'
  | 'unsupported';

/** What is known of the fields of the events. */
export interface Schema {
  /** The type of the field, or undefined where the schema does not know it. */
  typeOf(path: string): FieldType | undefined;
  /**
   * The field that a document holds the value of `path` in: a multi-field (`process.name.text`) indexes the value
   * of the field above it (`process.name`) once more and stands in no document. Any other path is its own.
   */
  sourceOf?(path: string): string;
  /** Every field it knows, for suggestions. */
  names(): readonly string[];
}
