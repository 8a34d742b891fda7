/**
 * What the grammar cannot say: names, types, and the shape of sequences, samples and pipes. It runs on the
 * recovered tree too, so that a slip of the pen does not hide the others; holes are passed over.
 */
import { nearest } from '../../base/did-you-mean.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import { quote } from '../../source/quote.ts';
import { Report } from '../../source/report.ts';
import type { SourceText } from '../../source/source-text.ts';
import {
  type EqlQuery,
  type EventFilter,
  type Expression,
  type Pipe,
  pathOf,
  type Sample,
  type Sequence,
  type Term,
} from './ast.ts';
import { type CheckContext, textOf } from './check-context.ts';
import { checkCondition } from './check-expression.ts';
import { FieldCheck } from './check-fields.ts';
import * as messages from './messages.ts';
import { type EqlOptions, schemaOf } from './options.ts';
import { limitCount } from './pipe-limit.ts';
import { familyOf, staticType } from './static-type.ts';

/** All there is to say about a query that was read from `source`, in the order of the text. */
export function checkEql(
  query: EqlQuery,
  source: SourceText,
  options: EqlOptions = {},
): readonly Diagnostic[] {
  const schema = schemaOf(options);
  const report = new Report(source);
  const fields = new FieldCheck(options, report);
  const context: CheckContext = {
    schema,
    report,
    fields,
    isAbsent: node => node.kind === 'field' && node.optional && schema.typeOf(pathOf(node)) === undefined,
  };
  checkBody(context, query.body);
  const [firstPipe] = query.pipes;
  if (firstPipe !== undefined && query.body.kind === 'sample')
    report.add(messages.notInSample('pipes'), firstPipe.span);
  for (const pipe of query.pipes) checkPipe(context, pipe, options);
  fields.finish();
  return report.diagnostics();
}

function checkBody(context: CheckContext, body: EqlQuery['body']): void {
  if (body.kind === 'event-filter') {
    checkFilter(context, body);
    return;
  }
  const until = body.kind === 'sequence' ? body.until : undefined;
  const terms = until === undefined ? body.terms : [...body.terms, until];
  for (const key of body.by) checkKey(context, key);
  for (const term of terms) {
    checkFilter(context, term.filter);
    for (const key of term.by) checkKey(context, key);
  }
  checkKeys(context, body.by, terms);
  if (body.kind === 'sample') checkSample(context, body);
  else checkSequence(context, body);
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

/** More steps than any event history is searched for, and than a machine should hold for one query. */
const MOST_STEPS = 1_000;

function checkSequence(context: CheckContext, sequence: Sequence): void {
  const { report } = context;
  const steps = sequence.terms.reduce((sum, term) => sum + (term.runs?.count ?? 1), 0);
  const head = keyword(sequence.span.start, 'sequence'.length);
  // Without any step the parser has said so; a wrong `runs` may have been more.
  if (steps === 1) report.add(messages.tooFewSteps(), head);
  if (steps > MOST_STEPS) report.add(messages.tooManySteps(MOST_STEPS, steps), head);
  const [firstMissing, ...moreMissing] = sequence.terms.filter(term => term.missing);
  if (firstMissing !== undefined) {
    if (moreMissing.length + 1 === sequence.terms.length)
      report.add(messages.onlyMissing(), firstMissing.span);
    if (sequence.maxspan === undefined) report.add(messages.missingNeedsMaxspan(), firstMissing.span);
  }
  const { until } = sequence;
  if (until?.missing === true)
    report.add(messages.untilIgnores('`!`'), keyword(until.span.start, '!['.length));
  if (until?.runs !== undefined) report.add(messages.untilIgnores('`with runs`'), until.runs.span);
}

function checkSample(context: CheckContext, sample: Sample): void {
  const { report } = context;
  const head = keyword(sample.span.start, 'sample'.length);
  if (sample.by.length === 0 && sample.terms[0]?.by.length === 0)
    report.add(messages.sampleNeedsKeys(), head);
  if (sample.terms.length > MOST_STEPS)
    report.add(messages.tooManySteps(MOST_STEPS, sample.terms.length), head);
  for (const term of sample.terms) {
    if (term.missing)
      report.add(messages.notInSample('missing events (`![...]`)'), keyword(term.span.start, '!['.length));
    if (term.runs !== undefined) report.add(messages.notInSample('`with runs`'), term.runs.span);
  }
}

const PIPES = ['head', 'tail'];
const OLD_PIPES = ['count', 'filter', 'sort', 'unique', 'unique_count'];

function checkPipe(context: CheckContext, pipe: Pipe, options: EqlOptions): void {
  const { report } = context;
  if (pipe.name === '') return;
  if (OLD_PIPES.includes(pipe.name)) {
    report.add(messages.oldPipe(pipe.name), pipe.span);
  } else if (!PIPES.includes(pipe.name)) {
    report.add(messages.unknownPipe(pipe.name, nearest(pipe.name, PIPES)), pipe.span);
  } else if (limitCount(pipe, options) === undefined) {
    const { args } = pipe;
    if (args[0]?.kind === 'hole') return;
    const found = args.length === 0 ? 'none' : quote(args.map(arg => textOf(context, arg)).join(', '));
    report.add(messages.pipeArguments(pipe.name, found), pipe.span);
  }
}
