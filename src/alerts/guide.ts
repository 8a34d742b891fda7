/**
 * Investigation guides, as an analyst reads them over an alert. A guide is Markdown with searches in it:
 *
 *     Look for the address on other hosts. $investigate_0            an entry of `[transform]` of a TOML file
 *     !{investigate{"label":"…","providers":[[{"field":"destination.ip","value":"{{destination.ip}}",…}]]}}
 *     !{osquery{"label":"…","query":"SELECT * FROM users WHERE username = {{user.name}}"}}
 *
 * `readGuide` takes it apart into text, searches of events and queries for hosts, with `{{field}}` filled from the
 * alert; `guideText` puts it together again to be read. The values of an event are chosen by attackers: they stay on
 * their line, and within quotes where they go into a query. What an alert has no value for stays as `{{field}}`, and
 * a placeholder that cannot be read stays as it was written. The forms: rule-format.md §1.5.
 */
import { type RawValue, valuesOf } from '../event/field-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { Rule } from '../rules/rule.ts';

export type GuidePart =
  | { readonly kind: 'text'; readonly text: string }
  | InvestigatePart
  /** A query for the host's osquery, its values filled in as SQL literals. */
  | { readonly kind: 'osquery'; readonly label: string; readonly query: string };

/** A search for events: those that pass all conditions of one of the groups. */
export interface InvestigatePart {
  readonly kind: 'investigate';
  readonly label: string;
  readonly description: string;
  readonly groups: readonly (readonly InvestigateCondition[])[];
  /** Date math, where the search says when to look. */
  readonly from?: string;
  readonly to?: string;
}

export interface InvestigateCondition {
  readonly field: string;
  readonly isExcluded: boolean;
  readonly isRange: boolean;
  /** One of these; several where the alert has several values. */
  readonly values: readonly (string | number | boolean)[];
}

/** @param documents the alert, and behind it its events, for what they do not have in common */
export function readGuide(
  markdown: string,
  transform: JsonObject | undefined,
  documents: readonly JsonObject[],
): readonly GuidePart[] {
  const parts: GuidePart[] = [];
  const built = withTransforms(markdown, transform);
  let done = 0;
  const text = (end: number): void => {
    if (end > done) parts.push({ kind: 'text', text: fill(built.slice(done, end), documents, shownInText) });
  };
  for (const { end, kind, start, written } of pluginsIn(built)) {
    text(start);
    parts.push(kind === 'osquery' ? osqueryOf(written, documents) : investigateOf(written, documents));
    done = end;
  }
  text(built.length);
  return parts;
}

/**
 * The guide to be read. `labels`: of a search only what it is for; `whole`: each on a line of its own, with what to
 * search for.
 */
export function guideText(parts: readonly GuidePart[], searches: 'labels' | 'whole'): string {
  return parts
    .map(part => {
      if (part.kind === 'text') return part.text;
      if (searches === 'labels') return `(${part.kind === 'osquery' ? 'osquery' : 'search'}: ${part.label})`;
      return `\n  → ${part.label}: ${part.kind === 'osquery' ? part.query : searchText(part)}`;
    })
    .join('');
}

/** The guide of a rule as Elastic ships it: what `[transform]` says stands in its place. */
export function builtNote({ note, origin }: Rule): string | undefined {
  return note === undefined ? undefined : withTransforms(note, origin.transform);
}

/** `event.code: "10" and host.id: "h-1"`, groups with `or` between; then the time where one is said. */
function searchText({ from, groups, to }: InvestigatePart): string {
  const texts = groups.map(group => group.map(conditionText).join(' and '));
  const query = texts.length > 1 ? texts.map(text => `(${text})`).join(' or ') : (texts[0] ?? '');
  return from === undefined && to === undefined
    ? query
    : `${query}, from ${from ?? 'the start'} to ${to ?? 'now'}`;
}

function conditionText({ field, isExcluded, isRange, values }: InvestigateCondition): string {
  const texts = values.map(value =>
    typeof value === 'string' && !isRange ? JSON.stringify(value) : String(value),
  );
  const value = texts.length === 1 ? texts[0] : `(${texts.join(' or ')})`;
  return `${isExcluded ? 'not ' : ''}${field}: ${value}`;
}

function withTransforms(markdown: string, transform: JsonObject | undefined): string {
  if (transform === undefined) return markdown;
  return markdown.replace(/\$(investigate|osquery)_(\d+)\b/g, (written, kind: string, at: string) => {
    const entries = transform[kind];
    const entry = Array.isArray(entries) ? (entries[Number(at)] as Json | undefined) : undefined;
    return isJsonObject(entry) ? `!{${kind}${JSON.stringify(sorted(entry))}}` : written;
  });
}

/** Keys in order, at every level: the same entry is the same text. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map(key => [key, sorted(value[key] ?? null)]));
}

interface Plugin {
  readonly kind: 'investigate' | 'osquery';
  readonly written: JsonObject;
  readonly start: number;
  readonly end: number;
}

function* pluginsIn(text: string): Iterable<Plugin> {
  const opening = /!\{(investigate|osquery)(?=\{)/g;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const start = found.index;
    const end = endOfObject(text, opening.lastIndex);
    if (end === undefined) {
      // Placeholders stand on one line, and nothing on this one closes.
      const lineEnd = text.indexOf('\n', start);
      if (lineEnd < 0) return;
      opening.lastIndex = lineEnd;
      continue;
    }
    if (text[end] !== '}') continue;
    const written = parseJson(text.slice(opening.lastIndex, end));
    if (!isJsonObject(written)) continue;
    const [, kind] = found;
    yield { kind: kind === 'osquery' ? 'osquery' : 'investigate', written, start, end: end + 1 };
    opening.lastIndex = end + 1;
  }
}

/** Behind the brace that closes the one at `start`, on its line; braces within strings do not count. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length && text[at] !== '\n'; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse gives a Json by definition.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function osqueryOf(written: JsonObject, documents: readonly JsonObject[]): GuidePart {
  const query = textAt(written, 'query');
  return {
    kind: 'osquery',
    label: fill(textAt(written, 'label'), documents, shownInText),
    query: fillSql(query, documents),
  };
}

function investigateOf(written: JsonObject, documents: readonly JsonObject[]): InvestigatePart {
  const providers = Array.isArray(written['providers']) ? (written['providers'] as readonly Json[]) : [];
  const from = textAt(written, 'relativeFrom');
  const to = textAt(written, 'relativeTo');
  return {
    kind: 'investigate',
    label: fill(textAt(written, 'label'), documents, shownInText),
    description: fill(textAt(written, 'description'), documents, shownInText),
    groups: providers.map(group =>
      (Array.isArray(group) ? (group as readonly Json[]) : [group])
        .filter(isJsonObject)
        .map(provider => conditionOf(provider, documents)),
    ),
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
  };
}

function conditionOf(provider: JsonObject, documents: readonly JsonObject[]): InvestigateCondition {
  const { value } = provider;
  return {
    field: textAt(provider, 'field'),
    isExcluded: provider['excluded'] === true,
    isRange: provider['queryType'] === 'range',
    values: conditionValues(value, documents),
  };
}

function conditionValues(
  value: Json | undefined,
  documents: readonly JsonObject[],
): readonly (string | number | boolean)[] {
  if (typeof value === 'number' || typeof value === 'boolean') return [value];
  if (isJsonObject(value)) return [JSON.stringify(value)];
  if (typeof value !== 'string') return [];
  const whole = /^\{\{([^{}]+)\}\}$/.exec(value)?.[1];
  const found = whole === undefined ? [] : valuesIn(documents, whole);
  return found.length > 0 ? found.map(String) : [fill(value, documents, String)];
}

function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

const PLACEHOLDER = /\{\{\s*([\w.@-]+)\s*\}\}/g;

/** The text with its placeholders filled, several values with commas between. */
function fill(text: string, documents: readonly JsonObject[], shown: (value: RawValue) => string): string {
  return text.replace(PLACEHOLDER, (written, field: string) => {
    const values = valuesIn(documents, field);
    return values.length === 0 ? written : values.map(shown).join(', ');
  });
}

/**
 * A query with values as SQL has them: numbers bare, anything else a literal in quotes; or, where the query has quotes
 * already, their content.
 */
function fillSql(query: string, documents: readonly JsonObject[]): string {
  return query.replace(PLACEHOLDER, (written, field: string, at: number) => {
    const values = valuesIn(documents, field);
    if (values.length === 0) return written;
    const isQuoted = (query.slice(0, at).split("'").length - 1) % 2 === 1;
    const quoted = (value: RawValue): string => oneLine(String(value)).replaceAll("'", "''");
    if (isQuoted) return values.map(quoted).join(', ');
    return values.map(value => (typeof value === 'number' ? String(value) : `'${quoted(value)}'`)).join(', ');
  });
}

function valuesIn(documents: readonly JsonObject[], field: string): readonly RawValue[] {
  for (const document of documents) {
    const values = valuesOf(readField(document, field));
    if (values.length > 0) return values;
  }
  return [];
}

const LONGEST_SHOWN = 200;

function shownInText(value: RawValue): string {
  const line = oneLine(String(value));
  return line.length <= LONGEST_SHOWN ? line : `${line.slice(0, LONGEST_SHOWN)}…`;
}

/** A value must not begin a line of its own: it could pass for a step of the guide. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
