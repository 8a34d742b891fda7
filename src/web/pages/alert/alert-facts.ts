/** What the panel reads out of an alert's documents. Pure. */
import { type RawValue, valuesOf } from '../../../event/field-value.ts';
import type { JsonObject } from '../../../event/json.ts';
import { readField } from '../../../event/read-field.ts';
import type { AlertAnswer } from '../../server/alert-answers.ts';

/** All that the events of an alert say: of a sequence those of its blocks, never the shell, which holds the common alone. */
export function eventDocuments({ blocks, document }: AlertAnswer): readonly JsonObject[] {
  return blocks.length > 0 ? blocks.map(block => block.document) : [document];
}

export function textIn(document: JsonObject, field: string): string | undefined {
  const [value] = valuesOf(readField(document, field));
  return value === undefined ? undefined : String(value);
}

export function numberIn(document: JsonObject, field: string): number | undefined {
  const [value] = valuesOf(readField(document, field));
  return typeof value === 'number' ? value : undefined;
}

export function textsIn(document: JsonObject, field: string): readonly string[] {
  return valuesOf(readField(document, field)).map(String);
}

/** The first value that any of the documents has of any of the fields, the first field before the others. */
export function firstIn(
  documents: readonly JsonObject[],
  ...fields: readonly string[]
): { readonly field: string; readonly value: string } | undefined {
  for (const field of fields)
    for (const document of documents) {
      const value = textIn(document, field);
      if (value !== undefined && value !== '') return { field, value };
    }
  return undefined;
}

export interface AlertHead {
  readonly ruleName: string;
  /** Of the stored rule; undefined where the alert does not say it. */
  readonly ruleUuid: string | undefined;
  readonly version: number | undefined;
  readonly severity: string;
  readonly riskScore: number | undefined;
  readonly status: string;
  /** Why it was closed. */
  readonly reason: string | undefined;
  readonly assignees: readonly string[];
  readonly tags: readonly string[];
  readonly at: string | undefined;
  /** Of the last event. */
  readonly originalAt: string | undefined;
  readonly sentence: string;
}

export function headOf({ document }: AlertAnswer): AlertHead {
  const ruleName = textIn(document, 'kibana.alert.rule.name') ?? 'rule without a name';
  const severity = textIn(document, 'kibana.alert.severity') ?? 'low';
  return {
    ...{ ruleName, severity },
    ruleUuid: textIn(document, 'kibana.alert.rule.uuid'),
    version: numberIn(document, 'kibana.alert.rule.version'),
    riskScore: numberIn(document, 'kibana.alert.risk_score'),
    status: textIn(document, 'kibana.alert.workflow_status') ?? 'open',
    reason: textIn(document, 'kibana.alert.workflow_reason'),
    assignees: textsIn(document, 'kibana.alert.workflow_assignee_ids'),
    tags: textsIn(document, 'kibana.alert.workflow_tags'),
    at: textIn(document, '@timestamp'),
    originalAt: textIn(document, 'kibana.alert.original_time'),
    sentence: withoutHead(textIn(document, 'kibana.alert.reason') ?? ruleName),
  };
}

/** The head of the panel says rule and severity already: of `Name (medium): what happened` the second half. */
function withoutHead(reason: string): string {
  const end = /^.{0,400}? \((?:low|medium|high|critical)\)(?:, event \d+ of \d+)?: /su.exec(reason);
  return end === null ? reason : reason.slice(end[0].length);
}

export interface SentenceToken {
  /** Where it stands in the sentence. */
  readonly at: number;
  readonly text: string;
  /** Of a value: what it can be filtered by. */
  readonly field?: string;
  readonly value?: RawValue;
}

/** Fields whose values stand in sentences (alerts/reason.ts), the more telling first where two have one value. */
const SPOKEN_FIELDS = [
  ...['destination.ip', 'destination.domain', 'destination.address', 'dns.question.name', 'source.ip'],
  ...['file.path', 'file.name', 'registry.path', 'registry.key', 'dll.path', 'dll.name'],
  ...['process.name', 'process.executable', 'process.parent.name', 'host.name', 'host.hostname'],
  ...['user.name', 'user.domain', 'destination.port', 'source.port', 'event.action'],
];
const MOST_TOKENS = 60;

/** The sentence with each value that it says of the events as a token of its own, the longest first. */
export function sentenceTokens(sentence: string, documents: readonly JsonObject[]): readonly SentenceToken[] {
  const known = new Map<string, { readonly field: string; readonly value: RawValue }>();
  for (const field of SPOKEN_FIELDS)
    for (const document of documents)
      for (const value of valuesOf(readField(document, field)).slice(0, 3)) {
        const text = String(value);
        if (text.length > 1 && !known.has(text)) known.set(text, { field, value });
      }
  const texts = [...known.keys()].sort((a, b) => b.length - a.length);
  const tokens: SentenceToken[] = [];
  let start = 0;
  let at = 0;
  while (at < sentence.length) {
    const found =
      tokens.length < MOST_TOKENS && isBoundary(sentence, at)
        ? texts.find(text => sentence.startsWith(text, at) && isBoundary(sentence, at + text.length))
        : undefined;
    if (found === undefined) {
      at += 1;
      continue;
    }
    if (at > start) tokens.push({ at: start, text: sentence.slice(start, at) });
    tokens.push({ at, text: found, ...known.get(found) });
    at += found.length;
    start = at;
  }
  if (at > start) tokens.push({ at: start, text: sentence.slice(start) });
  return tokens;
}

/** Between a word and what is none: `10` is no part of `10.0.0.1`, nor `cmd` of `cmd.exe`. */
function isBoundary(text: string, at: number): boolean {
  const [before = ' ', beforeThat = ' '] = [text[at - 1], text[at - 2]];
  const [after = ' ', afterThat = ' '] = [text[at], text[at + 1]];
  if (isWord(before) && isWord(after)) return false;
  const goesOn = isWord(before) && /[.-]/.test(after) && isWord(afterThat);
  const cameFrom = isWord(beforeThat) && /[.-]/.test(before) && isWord(after);
  return !goesOn && !cameFrom;
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}_]/u.test(character);
}
