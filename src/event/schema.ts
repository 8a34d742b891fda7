/**
 * The type of a field decides what its values mean and which tests make sense. `unknown`: nobody has said; a
 * value is then taken as what it is compared with. `unsupported`: an object, nested or geo field, of which
 * EQL has no values.
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
  /** Every field it knows, for suggestions. */
  names(): readonly string[];
}
