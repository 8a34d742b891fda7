/** Whether the fields of a query exist, said once for the whole query. */
import type { Schema } from '../../event/schema.ts';
import { UnknownFields } from '../../event/unknown-fields.ts';
import { compileWildcards } from '../../event/wildcard.ts';
import { isObject, namedField } from '../../plan/index-tests.ts';
import type { Report } from '../../source/report.ts';
import { hasWildcard, type Literal, textOf } from './ast.ts';
import * as messages from './messages.ts';
import { type KqlOptions, schemaOf } from './options.ts';

export class FieldCheck {
  private readonly schema: Schema;
  private readonly report: Report;
  private readonly unknown: UnknownFields;

  constructor(options: KqlOptions, report: Report) {
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

  /** @param inside what the name begins with, dot and all, where it stands inside of a nested field */
  use(field: Literal, inside: string): void {
    const path = inside + textOf(field);
    if (!hasWildcard(field)) {
      if (!this.isKnown(path)) this.unknown.meet(path, field.span);
      return;
    }
    // A pattern is meant for whatever there is; only a complete schema can say that there is nothing.
    if (this.unknown.isStrict && !this.fitsAny(path))
      this.report.add(messages.unknownField(path), field.span);
  }

  finish(): void {
    this.unknown.finish();
  }

  private isKnown(path: string): boolean {
    const named = namedField(path, this.schema);
    return named.field.type !== 'unknown' || isObject(named, this.schema);
  }

  private fitsAny(pattern: string): boolean {
    return this.schema.names().some(compileWildcards([pattern], false));
  }
}
