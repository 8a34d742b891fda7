/** What a front end says of one query: findings become diagnostics, in the order of the text, and not too many. */
import type { DiagnosticCode } from './codes/index.ts';
import type { Diagnostic, Label, Severity } from './diagnostic.ts';
import type { SourceText } from './source-text.ts';
import type { Span } from './span.ts';

/** What a language's messages.ts says about one mistake; where it stands is the caller's knowledge. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** Said under the caret. */
  readonly label?: string;
  readonly notes?: readonly string[];
  readonly help?: string;
  /** What would be right in place of what is wrong. */
  readonly replacement?: string;
}

/** A place that takes part in a mistake, and what it is there. */
export interface Aside {
  readonly span: Span;
  readonly text: string;
}

/** More mistakes than this at once are noise: the first of them are the cause of the others. */
const MOST_DIAGNOSTICS = 20;

/** Collects what there is to say about one query. */
export class Report {
  private readonly found: Diagnostic[] = [];
  readonly source: SourceText;

  constructor(source: SourceText) {
    this.source = source;
  }

  get count(): number {
    return this.found.length;
  }

  add(finding: Finding, span: Span, asides: readonly Aside[] = []): void {
    // Counted apart, so that no number of warnings can hide that there is an error.
    const alike = this.found.filter(one => (one.severity === 'error') === (finding.severity === 'error'));
    if (alike.length >= MOST_DIAGNOSTICS) return;
    const labels: Label[] = [{ source: this.source, span, text: finding.label ?? '' }];
    for (const aside of asides) labels.push({ source: this.source, span: aside.span, text: aside.text });
    this.found.push({
      code: finding.code,
      severity: finding.severity,
      message: finding.message,
      labels,
      notes: finding.notes ?? [],
      ...(finding.help === undefined ? {} : { help: finding.help }),
      ...(finding.replacement === undefined ? {} : { replacement: finding.replacement }),
    });
  }

  /** In the order of the text. */
  diagnostics(): readonly Diagnostic[] {
    return mostImportant(this.found);
  }
}

/** Sorted by where they stand, and no more than are useful; errors are kept before warnings. */
export function mostImportant(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const start = (diagnostic: Diagnostic): number => diagnostic.labels[0]?.span.start ?? 0;
  let kept = diagnostics;
  if (kept.length > MOST_DIAGNOSTICS) {
    const errors = kept.filter(one => one.severity === 'error');
    const others = kept.filter(one => one.severity !== 'error');
    kept = [...errors, ...others].slice(0, MOST_DIAGNOSTICS);
  }
  return [...kept].sort((a, b) => start(a) - start(b));
}
