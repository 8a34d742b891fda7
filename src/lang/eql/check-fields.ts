/** Whether the fields of a query exist, said once for the whole query. */
import type { Schema } from '../../event/schema.ts';
import { UnknownFields } from '../../event/unknown-fields.ts';
import type { Report } from '../../source/report.ts';
import { type Field, pathOf } from './ast.ts';
import * as messages from './messages.ts';
import { type EqlOptions, schemaOf } from './options.ts';

export class FieldCheck {
  private readonly schema: Schema;
  private readonly report: Report;
  private readonly unknown: UnknownFields;

  constructor(options: EqlOptions, report: Report) {
    this.schema = schemaOf(options);
    this.report = report;
    this.unknown = new UnknownFields(
      this.schema,
      options,
      {
        unknownField: messages.unknownField,
        unknownFieldNear: messages.unknownFieldNear,
        unknownFields: messages.unknownFields,
      },
      report,
    );
  }

  use(field: Field): void {
    const path = pathOf(field);
    const type = this.schema.typeOf(path);
    if (type === 'unsupported') this.report.add(messages.unsupportedField(path), field.span);
    if (type === undefined && !field.optional) this.unknown.meet(path, field.span);
  }

  finish(): void {
    this.unknown.finish();
  }
}
