/**
 * Why a rule did not fire, in one line each: "connected 60.001 s after the start: 1 ms beyond maxspan=1m". All wording
 * of explanations stands here, plain text for a terminal, a page or a test; values are as the events have them, and
 * whoever shows them makes them safe for where they are shown.
 */
import { unreachable } from '../base/unreachable.ts';
import type { Predicate } from '../plan/predicate.ts';
import type { ConditionReading } from './condition.ts';
import { evaluateDocument } from './document-evaluation.ts';
import { type Evaluation, leavesOf, type TestEvaluation } from './evaluation.ts';
import { wordsOfEvent } from './event-words.ts';
import type { NearEvent, NearMiss } from './near-miss.ts';
import { type StepPlace, stepName } from './query-steps.ts';
import { queryDuration, spanText } from './span-text.ts';

/** Characters of a value that a sentence shows. */
const MOST_CHARACTERS = 80;
/** Characters of a condition that a sentence shows. */
const MOST_OF_CONDITION = 160;

export function tellReason({ reason, events }: NearMiss): string {
  switch (reason.kind) {
    case 'condition': {
      const event = eventAt(events, reason);
      const filter = reason.condition.predicate;
      const why = event === undefined ? [] : tellFailure(filter, evaluateDocument(filter, event.document));
      const said = why.length > 0 ? why.join(', ') : readingText(reason.condition);
      return events.length === 1 ? said : `${said} (${stepName(reason)})`;
    }
    case 'maxspan': {
      const [first, last] = ends(events);
      return `${verbOf(last)} ${spanText(reason.tookMs)} after ${nounOf(first)}: ${spanText(reason.overMs)} beyond maxspan=${queryDuration(reason.allowedMs)}`;
    }
    case 'join-key':
      return tellKeys(reason.values);
    case 'order': {
      const early = eventAt(events, reason);
      const late = eventAt(events, reason.after);
      const before = spanText((late?.offsetMs ?? 0) - (early?.offsetMs ?? 0));
      return `${verbOf(early)} ${before} before ${nounOf(late)}: ${stepName(reason)} must come after ${stepName(reason.after)}`;
    }
    case 'until':
      return `${wordsOfEvent(reason.until.document)?.noun ?? 'an event of `until`'} came between: \`until\` ended the sequence`;
    case 'absent':
      return reason.came
        .map(
          came =>
            `${wordsOfEvent(came.document)?.noun ?? 'an event'} came ${came.where === 'between' ? 'between' : `${came.where} the others`}: step ${came.step} must be missing`,
        )
        .join(', and ');
    case 'missing':
      return `no event for ${stepName(reason)}: ${reason.conditions.map(({ text }) => text).join(' and ')}`;
    default:
      return unreachable(reason);
  }
}

/** What of a condition failed, one text each: those that decide, or all that are false where none does alone. */
export function tellFailure(filter: Predicate, evaluation: Evaluation): readonly string[] {
  const failed = failingParts(filter, evaluation);
  const deciding = failed.filter(({ evaluation: part }) => part.decides);
  return (deciding.length > 0 ? deciding : failed).map(tellPart);
}

interface Part {
  readonly evaluation: Evaluation;
  /** Whether it had to hold, or must not. */
  readonly wanted: boolean;
}

/**
 * The parts that came out other than wanted. Of an `or` of which nothing holds, where one alternative is enough, it is
 * what fails of the alternative that lacks least; where they all ask for one field they are told as one.
 */
function failingParts(filter: Predicate, evaluation: Evaluation, wanted = true): readonly Part[] {
  const holds = evaluation.outcome === 'true';
  if (holds === wanted) return [];
  if (evaluation.kind === 'test') return [{ evaluation, wanted }];
  if (evaluation.kind === 'not') return evaluation.terms.flatMap(term => failingParts(filter, term, !wanted));
  const isOneEnough = (evaluation.kind === 'any') === wanted;
  if (!isOneEnough) return evaluation.terms.flatMap(term => failingParts(filter, term, wanted));
  if (evaluation.terms.length > 1 && readsOneField(evaluation)) return [{ evaluation, wanted }];
  const alternatives = evaluation.terms.map(term => failingParts(filter, term, wanted));
  return alternatives.sort((a, b) => a.length - b.length)[0] ?? [{ evaluation, wanted }];
}

function readsOneField(evaluation: Evaluation): boolean {
  const leaves = leavesOf(evaluation);
  return new Set(leaves.flatMap(({ fields }) => fields.map(({ path }) => path))).size === 1;
}

function tellPart({ evaluation, wanted }: Part): string {
  if (evaluation.kind === 'test') return wanted ? tellUnmet(evaluation) : tellUnwanted(evaluation);
  const [leaf] = leavesOf(evaluation);
  const [field] = leaf?.fields ?? [];
  const value = field === undefined ? '' : `${field.path} is ${valuesText(field.values)}: `;
  return wanted
    ? `${value}wanted ${cutText(evaluation.text)}`
    : `${value}the rule excludes ${cutText(evaluation.text)}`;
}

function tellUnmet(test: TestEvaluation): string {
  const [field, ...more] = test.fields;
  if (field === undefined) return `${test.text} is never so`;
  if (test.outcome === 'missing' && field.values.length === 0)
    return `${field.path} is missing: wanted ${cutText(test.text)}`;
  if (more.length > 0 || test.computed !== undefined) {
    const values = test.fields.map(({ path, values: own }) => `${path} is ${valuesText(own)}`).join(', ');
    const computed = test.computed === undefined ? '' : ` (computed ${shortened(test.computed)})`;
    return `${values}${computed}: wanted ${cutText(test.text)}`;
  }
  return `${field.path} is ${valuesText(field.values)}: wanted ${cutText(test.text)}${caseHint(field.values, test.text)}`;
}

/** What is seen last: a value that is wanted in another case. */
function caseHint(values: readonly unknown[], wanted: string): string {
  const folded = wanted.toLowerCase();
  const isNear = values.some(
    value => folded.includes(`"${String(value).toLowerCase()}"`) && !wanted.includes(`"${String(value)}"`),
  );
  return isNear ? ' (only the case differs)' : '';
}

function tellUnwanted(test: TestEvaluation): string {
  const values = test.fields.map(({ path, values: own }) => `${path} is ${valuesText(own)}`).join(', ');
  if (test.passed === undefined) return `${values}: the rule excludes ${cutText(test.text)}`;
  return `${values}: the rule excludes ${shortened(test.passed)}, one of a list`;
}

function tellKeys(
  values: readonly (StepPlace & { readonly path: string; readonly value: unknown })[],
): string {
  const paths = [...new Set(values.map(({ path }) => path))].join(' and ');
  if (values.every(({ value }) => value === undefined))
    return `${paths} is missing: nothing joins the events`;
  const has = values.map(
    place => `${stepName(place)} has ${place.value === undefined ? 'none' : shortened(String(place.value))}`,
  );
  const folded = new Set(values.map(({ value }) => String(value).toLowerCase()));
  const hint = folded.size === 1 ? ' (only the case differs)' : '';
  return `${paths} differs: ${[...new Set(has)].join(', ')}${hint}`;
}

function readingText({ fields, text }: ConditionReading): string {
  const found = fields.map(({ path, values }) => `${path} is ${valuesText(values)}`).join(', ');
  return found === '' ? `${text} does not hold` : `${found}: wanted ${text}`;
}

function valuesText(values: readonly unknown[]): string {
  if (values.length === 0) return 'missing';
  const shown = values.slice(0, 4).map(value => shortened(String(value)));
  return shown.join(', ') + (values.length > shown.length ? ` and ${values.length - shown.length} more` : '');
}

/** A condition of many alternatives is told in part: all of it stands in the query. */
function cutText(text: string): string {
  return text.length <= MOST_OF_CONDITION ? text : `${text.slice(0, MOST_OF_CONDITION)}…`;
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

function eventAt(events: readonly NearEvent[], place: StepPlace): NearEvent | undefined {
  return events.find(({ step, run }) => step === place.step && run?.number === place.run?.number);
}

/** By time. */
function ends(events: readonly NearEvent[]): readonly [NearEvent | undefined, NearEvent | undefined] {
  const inTime = events.toSorted((a, b) => a.offsetMs - b.offsetMs);
  return [inTime[0], inTime.at(-1)];
}

function verbOf(event: NearEvent | undefined): string {
  if (event === undefined) return 'came';
  return wordsOfEvent(event.document)?.verb ?? `${stepName(event)} came`;
}

function nounOf(event: NearEvent | undefined): string {
  if (event === undefined) return 'the first';
  return wordsOfEvent(event.document)?.noun ?? stepName(event);
}
