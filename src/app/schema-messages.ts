/** The wordings of what is wrong with a schema file. */
import type { cliCodes } from '../source/codes/cli.ts';
import type { Diagnostic, Severity } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import type { Span } from '../source/span.ts';

/** Where in a schema file. */
export interface SchemaPlace {
  readonly source: SourceText;
  readonly span: Span;
}

const FORMS =
  'a schema is `{ "field.name": "keyword" }`, or a mapping as Elasticsearch gives it (`GET index/_mapping`, an index template)';

export const schemaMessages = {
  unreadable: (path: string, reason: string): Diagnostic => ({
    code: 'CLI010',
    severity: 'error',
    message: `the schema \`${path}\` cannot be read: ${reason}`,
    labels: [],
    file: path,
    notes: [],
    help: 'check the path and its permissions',
  }),
  brokenJson: (place: SchemaPlace, reason: string): Diagnostic =>
    at(place, 'CLI011', 'error', 'the schema is not JSON', { label: reason, notes: [FORMS] }),
  noFields: (place: SchemaPlace): Diagnostic =>
    at(place, 'CLI012', 'error', 'the schema names no field', { notes: [FORMS] }),
  noType: (place: SchemaPlace, field: string): Diagnostic =>
    at(place, 'CLI012', 'error', `expected a type for the field \`${field}\`, such as \`"keyword"\``, {
      notes: [FORMS],
    }),
  unknownType: (place: SchemaPlace, field: string, type: string, near: string | undefined): Diagnostic =>
    at(place, 'CLI013', 'warning', `\`${type}\` is no known type`, {
      notes: [`\`${field}\` is read as if nothing were known of its type`],
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
  otherType: (place: SchemaPlace, field: string, type: string, first: string): Diagnostic =>
    at(place, 'CLI014', 'warning', `\`${field}\` is \`${type}\` here and \`${first}\` before`, {
      notes: [`\`${first}\` is used`],
      help: 'take the mapping of the indices that are searched only',
    }),
};

function at(
  place: SchemaPlace,
  code: keyof typeof cliCodes,
  severity: Severity,
  message: string,
  more: { readonly label?: string; readonly notes: readonly string[]; readonly help?: string },
): Diagnostic {
  const { label = '', notes, help } = more;
  return {
    code,
    severity,
    message,
    labels: [{ ...place, text: label }],
    notes,
    ...(help === undefined ? {} : { help }),
  };
}
