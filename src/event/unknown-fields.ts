/**
 * Fields that a query names and the schema does not know, said for the whole query: whatever the language, a name near
 * to a known one is worth a finding of its own, and all others share one. Where the schema is complete, each is a
 * mistake at once.
 */
import type { Severity } from '../source/diagnostic.ts';
import type { Finding, Report } from '../source/report.ts';
import type { Span } from '../source/span.ts';
import { nearField } from './near-field.ts';
import type { Schema } from './schema.ts';

/** How the language says it. `schema` is what the user would call it: `ECS`, `the schema`. */
export interface UnknownFieldWordings {
  unknownFieldNear(path: string, near: string, severity: Severity, schema: string): Finding;
  unknownFields(paths: readonly string[], schema: string): Finding;
  unknownField(path: string): Finding;
}

export class UnknownFields {
  /** A field that the schema lacks is a mistake. */
  readonly isStrict: boolean;
  private readonly schema: Schema;
  private readonly schemaName: string;
  private readonly wordings: UnknownFieldWordings;
  private readonly report: Report;
  private readonly gathered = new Map<string, Span>();

  constructor(
    schema: Schema,
    options: { readonly schema?: Schema; readonly unknownFields?: 'warning' | 'error' },
    wordings: UnknownFieldWordings,
    report: Report,
  ) {
    this.schema = schema;
    this.isStrict = options.unknownFields === 'error';
    this.schemaName = options.schema === undefined ? 'ECS' : 'the schema';
    this.wordings = wordings;
    this.report = report;
  }

  meet(path: string, span: Span): void {
    if (!this.isStrict) {
      if (!this.gathered.has(path)) this.gathered.set(path, span);
      return;
    }
    const near = nearField(path, this.schema);
    const finding =
      near === undefined
        ? this.wordings.unknownField(path)
        : this.wordings.unknownFieldNear(path, near, 'error', this.schemaName);
    this.report.add(finding, span);
  }

  /** Says what was gathered. */
  finish(): void {
    const strange: string[] = [];
    let first: Span | undefined;
    for (const [path, span] of this.gathered) {
      const near = nearField(path, this.schema);
      if (near !== undefined) {
        this.report.add(this.wordings.unknownFieldNear(path, near, 'warning', this.schemaName), span);
      } else {
        strange.push(path);
        first ??= span;
      }
    }
    if (first !== undefined) this.report.add(this.wordings.unknownFields(strange, this.schemaName), first);
  }
}
