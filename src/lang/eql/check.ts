/**
 * What the grammar cannot say: names, types, and the shape of sequences, samples and pipes. It runs on the
 * recovered tree too, so that a slip of the pen does not hide the others; holes are passed over.
 */
import { nearest } from '../../base/did-you-mean.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { SourceText } from '../../source/source-text.ts';
import { type EqlQuery, type EventFilter, type Expression, type Pipe, pathOf, type Term } from './ast.ts';
import { type CheckContext, textOf } from './check-context.ts';
import { checkCondition } from './check-expression.ts';
import { FieldCheck } from './check-fields.ts';
import * as messages from './messages.ts';
import { type EqlOptions, schemaOf } from './options.ts';
import { Report } from './report.ts';
import { familyOf, staticType } from './static-type.ts';

/** All there is to say about a query that was read from `source`, in the order of the text. */
export function checkEql(
  query: EqlQuery,
  source: SourceText,
  options: EqlOptions = {},
): readonly Diagnostic[] {
  const schema = schemaOf(options);
  const strict = options.unknownFields === 'error';
  const report = new Report(source);
  const fields = new FieldCheck(schema, report, strict);
  const context: CheckContext = {
    schema,
    report,
    fields,
    isAbsent: node => node.kind === 'field' && node.optional && schema.typeOf(pathOf(node)) === undefined,
  };
  checkBody(context, query.body);
  for (const pipe of query.pipes) checkPipe(context, pipe);
  fields.finish();
  return report.diagnostics();
}

function checkBody(context: CheckContext, body: EqlQuery['body']): void {
  if (body.kind === 'event-filter') {
    checkFilter(context, body);
    return;
  }
  if (body.kind === 'sample') context.report.add(messages.unsupportedSample(), keyword(body.span.start, 6));
  const until = body.kind === 'sequence' ? body.until : undefined;
  const terms = until === undefined ? body.terms : [...body.terms, until];
  for (const key of body.by) checkKey(context, key);
  for (const term of terms) {
    checkFilter(context, term.filter);
    for (const key of term.by) checkKey(context, key);
  }
  checkKeys(context, body.by, terms);
  if (body.kind === 'sample') {
    if (body.by.length === 0 && body.terms[0]?.by.length === 0) {
      context.report.add(messages.sampleNeedsKeys(), keyword(body.span.start, 6));
    }
  } else {
    checkSteps(context, body);
  }
}

/** The span of the word that a sequence or a sample begins with. */
function keyword(start: number, length: number): { start: number; end: number } {
  return { start, end: start + length };
}

function checkFilter(context: CheckContext, filter: EventFilter): void {
  checkCondition(context, filter.condition);
}

function checkKey(context: CheckContext, key: Expression): void {
  if (key.kind === 'field') context.fields.use(key);
  else if (key.kind !== 'hole') context.report.add(messages.keyNotField(textOf(context, key)), key.span);
}

/** Keys pair up by position: as many in every step, and of types that can be equal. */
function checkKeys(context: CheckContext, shared: readonly Expression[], terms: readonly Term[]): void {
  const [first, ...others] = terms;
  if (first === undefined) return;
  for (const term of others) {
    if (term.by.length !== first.by.length) {
      const finding = messages.keyCount(first.by.length + shared.length, term.by.length + shared.length);
      context.report.add(finding, term.by[0]?.span ?? term.span, [
        { span: first.by[0]?.span ?? first.span, text: messages.FIRST_STEP },
      ]);
    }
    for (const [at, key] of term.by.entries()) {
      const other = first.by[at];
      if (key.kind !== 'field' || other?.kind !== 'field') continue;
      const type = staticType(key, context.schema);
      const otherType = staticType(other, context.schema);
      const [family, otherFamily] = [familyOf(type), familyOf(otherType)];
      if (family === otherFamily || family === 'any' || otherFamily === 'any') continue;
      context.report.add(messages.keyTypes(pathOf(key), type, pathOf(other), otherType), key.span, [
        { span: other.span, text: messages.typeWords(otherType) },
      ]);
    }
  }
}

function checkSteps(context: CheckContext, sequence: Extract<EqlQuery['body'], { kind: 'sequence' }>): void {
  const { report } = context;
  const steps = sequence.terms.reduce((sum, term) => sum + (term.runs?.count ?? 1), 0);
  const head = keyword(sequence.span.start, 'sequence'.length);
  // Without any step the parser has said so; a wrong `runs` may have been more.
  if (steps === 1) report.add(messages.tooFewSteps(), head);
  for (const term of sequence.until === undefined ? sequence.terms : [...sequence.terms, sequence.until]) {
    if (term.missing) report.add(messages.unsupportedMissing(), keyword(term.span.start, '!['.length));
    if (term.runs !== undefined) report.add(messages.unsupportedRuns(), term.runs.span);
  }
  const missing = sequence.terms.filter(term => term.missing);
  const [firstMissing] = missing;
  if (firstMissing !== undefined) {
    if (missing.length === sequence.terms.length) report.add(messages.onlyMissing(), firstMissing.span);
    if (sequence.maxspan === undefined) report.add(messages.missingNeedsMaxspan(), firstMissing.span);
  }
}

const PIPES = ['head', 'tail'];
const OLD_PIPES = ['count', 'filter', 'sort', 'unique', 'unique_count'];

function checkPipe(context: CheckContext, pipe: Pipe): void {
  const { report } = context;
  if (pipe.name === '') return;
  if (OLD_PIPES.includes(pipe.name)) {
    report.add(messages.oldPipe(pipe.name), pipe.span);
  } else if (!PIPES.includes(pipe.name)) {
    report.add(messages.unknownPipe(pipe.name, nearest(pipe.name, PIPES)), pipe.span);
  } else {
    const [first, ...more] = pipe.args;
    if (first?.kind !== 'number' || !first.whole || more.length > 0) {
      const found =
        first === undefined ? 'none' : messages.quote(pipe.args.map(arg => textOf(context, arg)).join(', '));
      if (first?.kind !== 'hole') report.add(messages.pipeArguments(pipe.name, found), pipe.span);
    }
    report.add(messages.unsupportedPipe(pipe.name), pipe.span);
  }
}
