/** Whether the fields of a query exist, said once for the whole query. */

import { nearField } from '../../event/near-field.ts';
import type { Schema } from '../../event/schema.ts';
import type { Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import { type Field, pathOf } from './ast.ts';
import * as messages from './messages.ts';
import { type EqlOptions, schemaOf } from './options.ts';

/** Gathers the fields that the schema does not know, and says so at the end. */
export class FieldCheck {
  private readonly schema: Schema;
  private readonly report: Report;
  private readonly strict: boolean;
  private readonly schemaName: string;
  private readonly unknown = new Map<string, Span>();

  constructor(options: EqlOptions, report: Report) {
    this.schema = schemaOf(options);
    this.report = report;
    this.strict = options.unknownFields === 'error';
    this.schemaName = options.schema === undefined ? 'ECS' : 'the schema';
  }

  use(field: Field): void {
    const path = pathOf(field);
    const type = this.schema.typeOf(path);
    if (type === 'unsupported') this.report.add(messages.unsupportedField(path), field.span);
    if (type !== undefined || field.optional) return;
    if (this.strict) {
      const near = nearField(path, this.schema);
      const finding =
        near === undefined
          ? messages.unknownField(path)
          : messages.unknownFieldNear(path, near, 'error', this.schemaName);
      this.report.add(finding, field.span);
    } else if (!this.unknown.has(path)) {
      this.unknown.set(path, field.span);
    }
  }

  /** A near name is worth a warning of its own; all others of a query share one. */
  finish(): void {
    const strange: string[] = [];
    let first: Span | undefined;
    for (const [path, span] of this.unknown) {
      const near = nearField(path, this.schema);
      if (near !== undefined) {
        this.report.add(messages.unknownFieldNear(path, near, 'warning', this.schemaName), span);
      } else {
        strange.push(path);
        first ??= span;
      }
    }
    if (first !== undefined) this.report.add(messages.unknownFields(strange, this.schemaName), first);
  }
}
