/** What somebody chose in the exception form, as an exception item of Elastic's API. Pure. */
import type { ExceptionFields, RemovedAlone } from '../../api/exception-trial.ts';
import { isCidr } from '../../event/cidr.ts';
import { valuesOf } from '../../event/field-value.ts';
import type { Json, JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';
import { isAddress } from '../../event/special-addresses.ts';

export type ExceptionOperator = 'is' | 'is not' | 'is one of' | 'matches';

export interface ExceptionChoice {
  readonly field: string;
  readonly operator: ExceptionOperator;
  /** Of `is one of` with commas between. */
  readonly value: string;
}

/** A field of a step that an exception could be about. */
export interface Candidate {
  readonly field: string;
  readonly value: string;
  /** What it would remove alone; undefined: not counted. */
  readonly alone: RemovedAlone | undefined;
}

export interface CandidateStep {
  /** From 0. */
  readonly index: number;
  readonly candidates: readonly Candidate[];
}

/** Offered where the server does not say which fields part harmless from malicious best. */
const USUAL_FIELDS = [
  ...['destination.ip', 'destination.port', 'dns.question.name', 'source.ip'],
  ...[
    'process.executable',
    'process.command_line',
    'process.hash.sha256',
    'process.code_signature.subject_name',
  ],
  ...['process.parent.executable', 'process.parent.command_line'],
  ...['file.path', 'registry.path', 'user.name', 'host.name'],
];

/** Those that the server ranked, then the usual ones that the events have besides. */
export function candidateSteps(
  documents: readonly JsonObject[],
  ranked: ExceptionFields | undefined,
): readonly CandidateStep[] {
  return documents.map((document, index) => {
    const known = ranked?.steps.find(step => step.index === index)?.fields ?? [];
    const names = new Set(known.map(({ field }) => field));
    const usual = USUAL_FIELDS.filter(field => !names.has(field)).flatMap((field): readonly Candidate[] => {
      const [value] = valuesOf(readField(document, field));
      return value === undefined || value === '' ? [] : [{ field, value: String(value), alone: undefined }];
    });
    return { index, candidates: [...known, ...usual] };
  });
}

export interface ItemOptions {
  readonly choices: readonly ExceptionChoice[];
  readonly documents: readonly JsonObject[];
  /** Takes the whole sequence in which one event passes; else that event alone, as Elastic does. */
  readonly dropsSequence: boolean;
  readonly reason: string;
  /** ISO 8601; undefined: it does not expire. */
  readonly expires: string | undefined;
}

/** @returns undefined where nothing is chosen, or a value is missing */
export function exceptionItem({
  choices,
  documents,
  dropsSequence,
  expires,
  reason,
}: ItemOptions): JsonObject | undefined {
  const entries = choices.map(choice => entryOf(choice, documents));
  if (entries.length === 0 || entries.includes(undefined)) return undefined;
  const name = choices.map(({ field, operator, value }) => `${field} ${operator} ${value}`).join(' and ');
  return {
    type: 'simple',
    name: name.slice(0, 200),
    description: reason === '' ? name.slice(0, 200) : reason,
    tags: [dropsSequence ? 'tripline:drop-sequence' : 'tripline:drop-event'],
    entries: entries.filter(entry => entry !== undefined),
    ...(reason !== '' && { comments: [{ comment: reason }] }),
    ...(expires !== undefined && { expire_time: expires }),
  };
}

function entryOf(
  { field, operator, value }: ExceptionChoice,
  documents: readonly JsonObject[],
): JsonObject | undefined {
  if (value.trim() === '') return undefined;
  const operatorOf = operator === 'is not' ? 'excluded' : 'included';
  if (operator === 'is one of') {
    const values = value
      .split(',')
      .map(one => one.trim())
      .filter(one => one !== '');
    return values.length === 0
      ? undefined
      : { field, type: 'match_any', operator: 'included', value: values };
  }
  if (operator === 'matches') return { field, type: 'wildcard', operator: 'included', value };
  return { field, type: 'match', operator: operatorOf, value: rawText(field, value, documents) };
}

/** The value as the event spells it, where nobody changed it. */
function rawText(field: string, value: string, documents: readonly JsonObject[]): Json {
  const same = documents
    .flatMap(document => valuesOf(readField(document, field)))
    .find(raw => String(raw) === value);
  return same === undefined ? value : String(same);
}

/** What a typed network means: `256 addresses`; undefined for what is none. */
export function networkText(value: string): string | undefined {
  const text = value.trim();
  if (!text.includes('/') || !isCidr(text)) return undefined;
  const [address = '', prefix] = text.split('/');
  if (!isAddress(address)) return undefined;
  const free = (address.includes(':') ? 128 : 32) - Number(prefix);
  if (free === 0) return '1 address';
  return free <= 32 ? `${(2 ** free).toLocaleString('en')} addresses` : `2^${free} addresses`;
}

/** Why it cannot be saved yet, the most urgent first; undefined: it can. */
export function hindrance(form: {
  readonly item: JsonObject | undefined;
  readonly reason: string;
  readonly refusals: readonly string[];
  readonly malicious: number;
  readonly typed: string;
  readonly isCounting: boolean;
}): string | undefined {
  const { isCounting, item, malicious, reason, refusals, typed } = form;
  if (item === undefined) return 'Choose at least one field, with a value.';
  const [refusal] = refusals;
  if (refusal !== undefined) return refusal;
  if (isCounting) return 'Counting what it would remove.';
  if (malicious > 0 && typed.trim() !== String(malicious))
    return `It would hide ${malicious} ${malicious === 1 ? 'alert' : 'alerts'} judged malicious: type that number to save it nevertheless.`;
  if (reason.trim() === '') return 'Say why: whoever comes next will ask.';
  return undefined;
}
