/** Whether the fields of a query exist, said once for the whole query. */
import { nearField } from '../../event/near-field.ts';
import type { Schema } from '../../event/schema.ts';
import { compileWildcards } from '../../event/wildcard.ts';
import { isObject, namedField } from '../../plan/index-tests.ts';
import type { Report } from '../../source/report.ts';
import type { Span } from '../../source/span.ts';
import { hasWildcard, type Literal, textOf } from './ast.ts';
import * as messages from './messages.ts';
import { type KqlOptions, schemaOf } from './options.ts';

/** Gathers the fields that the schema does not know, and says so at the end. */
export class FieldCheck {
  private readonly schema: Schema;
  private readonly report: Report;
  private readonly strict: boolean;
  private readonly schemaName: string;
  private readonly unknown = new Map<string, Span>();

  constructor(options: KqlOptions, report: Report) {
    this.schema = schemaOf(options);
    this.report = report;
    this.strict = options.unknownFields === 'error';
    this.schemaName = options.schema === undefined ? 'ECS' : 'the schema';
  }

  /** @param inside what the name begins with, dot and all, where it stands inside of a nested field */
  use(field: Literal, inside: string): void {
    const path = inside + textOf(field);
    if (hasWildcard(field)) {
      // A pattern is meant for whatever there is; only a complete schema can say that there is nothing.
      if (this.strict && !this.fitsAny(path)) this.report.add(messages.unknownField(path), field.span);
      return;
    }
    if (this.isKnown(path)) return;
    if (!this.strict) {
      if (!this.unknown.has(path)) this.unknown.set(path, field.span);
      return;
    }
    const near = nearField(path, this.schema);
    const finding =
      near === undefined
        ? messages.unknownField(path)
        : messages.unknownFieldNear(path, near, 'error', this.schemaName);
    this.report.add(finding, field.span);
  }

  private isKnown(path: string): boolean {
    const named = namedField(path, this.schema);
    return named.field.type !== 'unknown' || isObject(named, this.schema);
  }

  private fitsAny(pattern: string): boolean {
    return this.schema.names().some(compileWildcards([pattern], false));
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
