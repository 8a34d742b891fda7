/**
 * The text of a published rule page, as copied from a browser. Its lines come in this order, any of them may
 * be missing, and blank lines may stand anywhere:
 *
 *     name, description
 *     Rule type: eql … Rule license: …      labels, each with a value or a list below it
 *     the guide, and perhaps `Setup`
 *     the query, perhaps under `Rule query`
 *     Framework: MITRE ATT&CK …             tactics and techniques
 */
import type { Json } from '../event/json.ts';
import type { Checked } from '../source/diagnostic.ts';
import type { SourceText } from '../source/source-text.ts';
import { type Anchor, type KeyPlace, keyPlaces, pathId } from './key-places.ts';
import { guideText } from './page-guide.ts';
import { labelled, type PageLine, pageLines } from './page-lines.ts';
import { plainAddress, readPageThreat } from './page-threat.ts';
import { readRule } from './read-rule.ts';
import type { Rule } from './rule.ts';
import { ruleIdOf } from './rule-id.ts';

interface PageLabel {
  readonly key: string;
  /** A list may go on below the label. */
  readonly isList?: true;
  /** The value for the rule's key; absent: the text as it is. */
  readonly read?: (text: string) => Json;
}

const LABELS: { readonly [label: string]: PageLabel } = {
  'rule type': { key: 'type' },
  'rule indices': { key: 'index', isList: true },
  severity: { key: 'severity', read: text => text.toLowerCase() },
  'risk score': { key: 'risk_score', read: number },
  'runs every': { key: 'interval', read: span },
  'searches indices from': { key: 'from', read: text => /now[^\s()]*/.exec(text)?.[0] ?? text },
  'maximum alerts per execution': { key: 'max_signals', read: number },
  references: { key: 'references', isList: true, read: plainAddress },
  tags: { key: 'tags', isList: true },
  version: { key: 'version', read: number },
  'rule authors': { key: 'author', isList: true },
  'rule license': { key: 'license' },
};
const LABEL_NAMES: ReadonlySet<string> = new Set(Object.keys(LABELS));

/** The language that a page does not name. */
const LANGUAGES: { readonly [type: string]: string } = {
  eql: 'eql',
  esql: 'esql',
  query: 'kuery',
  new_terms: 'kuery',
  threshold: 'kuery',
  threat_match: 'kuery',
};

/** How a query begins that stands without a heading. KQL has no first word: a dotted field and its value. */
const QUERY_STARTS: { readonly [language: string]: RegExp } = {
  eql: /^\s*((sequence|sample|join)(\s+(by|with)\s.*|\s*\[.*)?$|([a-z_]\w*|"[^"]+")\s+where(\s|$))/,
  esql: /^\s*from\s+\S/i,
  kuery: /^\s*(\(|not\s+)*[@a-z][\w-]*(\.[\w-]+)+\s*:/,
};

export function looksLikePage(text: string): boolean {
  const [type, severity] = [/^[ \t*#-]*Rule type[ \t*]*:/im, /^[ \t*#-]*(Severity|Risk score)[ \t*]*:/im];
  return type.test(text) && severity.test(text);
}

/** @param text the text of the file from offset `base` on */
export function loadPageRule(source: SourceText, text: string, base: number): Checked<Rule> {
  const lines = pageLines(text, base);
  const known = new Map<string, KeyPlace>();
  const written: { [key: string]: Json } = {};
  const headEnd = readHead(lines, written, known);
  const rest = lines.slice(headEnd);
  const language = LANGUAGES[String(written['type'])];
  if (language !== undefined) written['language'] = language;

  const { guide, setup, query, threat } = splitRest(rest, language);
  if (guide.length > 0) written['note'] = guideText(guide);
  if (setup.length > 0) written['setup'] = guideText(setup);
  if (query.length > 0) written['query'] = query.map(line => line.raw).join('\n');
  if (threat.length > 0) written['threat'] = readPageThreat(threat);
  note('query', query);
  note('threat', threat);

  const name = written['name'];
  const rule_id = ruleIdOf(typeof name === 'string' ? name : '');
  return readRule({
    format: 'page',
    source,
    written: { rule_id, ...written },
    places: keyPlaces(
      path => known.get(pathId(path)),
      ([key]) => (key === 'query' ? lineAnchors(query) : []),
    ),
  });

  function note(key: string, of: readonly PageLine[]): void {
    const [first, last] = [of[0], of.at(-1)];
    if (first === undefined || last === undefined) return;
    const place = { start: first.span.start, end: last.span.end };
    known.set(key, { key: place, value: place });
  }
}

/** Reads name, description and labels; gives the number of lines up to the last of them. */
function readHead(
  lines: readonly PageLine[],
  written: { [key: string]: Json },
  known: Map<string, KeyPlace>,
): number {
  const labels = lines.flatMap((line, index) => {
    const found = labelled(line, LABEL_NAMES);
    return found === undefined ? [] : [{ ...found, line, index }];
  });
  // A guide may use a word of the head with a colon, a second time: the head's own came first.
  const heads = labels.filter(
    ({ label }, index) => labels.findIndex(other => other.label === label) === index,
  );
  readTitle(lines.slice(0, heads[0]?.index ?? 0), written, known);
  let end = 0;
  for (const [position, { label, value, line, index }] of heads.entries()) {
    const { key, isList, read = plain } = LABELS[label] ?? { key: label };
    const isLast = position === heads.length - 1;
    const below = lines.slice(index + 1, heads[position + 1]?.index).filter(({ text }) => text !== '');
    const items = isList ? listBelow(below, isLast) : value === '' ? below.slice(0, 1) : [];
    const last = items.at(-1);
    end = (last === undefined ? index : lines.indexOf(last, index)) + 1;
    const place = { key: line.span, value: items[0]?.span ?? line.span };
    known.set(key, place);
    for (const [at, item] of items.entries())
      known.set(pathId([key, at]), { key: item.span, value: item.span });
    const texts = [...(value === '' ? [] : [value]), ...items.map(({ text }) => text)];
    const [first] = texts;
    if (first !== undefined) written[key] = isList ? texts.map(read) : read(first);
  }
  return end;
}

/** Below the last label, where nothing marks the end of its list, only bullets belong to it (or one line without). */
function listBelow(below: readonly PageLine[], isLast: boolean): readonly PageLine[] {
  if (!isLast) return below;
  const end = below.findIndex(line => !line.isBullet);
  if (end === 0) return below.slice(0, 1);
  return end < 0 ? below : below.slice(0, end);
}

function readTitle(
  lines: readonly PageLine[],
  written: { [key: string]: Json },
  known: Map<string, KeyPlace>,
): void {
  const [title, ...description] = lines.filter(({ text }) => text !== '' && !isPageFurniture(text));
  if (title === undefined) return;
  // Headings of Markdown copies carry their anchor: `Name [anchor]`.
  written['name'] = title.text.replace(/\s+\[[\w-]+\]$/, '');
  const place = { key: title.span, value: title.span };
  known.set('name', place);
  // What the page as a whole lacks is shown at its title.
  known.set(pathId([]), place);
  if (description.length > 0) written['description'] = description.map(({ text }) => text).join('\n');
}

/** The line that says which products a page is for. */
function isPageFurniture(text: string): boolean {
  return /^((Elastic|Stack|Serverless|Security|Observability|Search|Cloud)\b[\s,|/]*)+$/.test(text);
}

interface PageRest {
  readonly guide: readonly PageLine[];
  readonly setup: readonly PageLine[];
  readonly query: readonly PageLine[];
  readonly threat: readonly PageLine[];
}

function splitRest(rest: readonly PageLine[], language: string | undefined): PageRest {
  const heading = rest.findIndex(line => /^rule query\b/i.test(line.text));
  const starts = QUERY_STARTS[language ?? ''];
  const bare = rest.findIndex(line => starts?.test(line.raw));
  const from = heading >= 0 ? heading : bare;
  const threatAt = rest.findIndex((line, index) => index > from && /^framework\s*:/i.test(line.text));
  const to = threatAt < 0 ? rest.length : threatAt;
  const prose = rest
    .slice(0, from < 0 ? to : from)
    .filter(line => !/^investigation guide\b/i.test(line.text));
  const setupAt = prose.findIndex(line => /^setup(\s+\[[\w-]+\])?$/i.test(line.text));
  const query = from < 0 ? [] : rest.slice(heading >= 0 ? heading + 1 : from, to);
  return {
    guide: trimmed(setupAt < 0 ? prose : prose.slice(0, setupAt)),
    setup: trimmed(setupAt < 0 ? [] : prose.slice(setupAt + 1)),
    query: trimmed(query),
    threat: threatAt < 0 ? [] : rest.slice(threatAt),
  };
}

/** Without blank lines and code fences at both ends. */
function trimmed(lines: readonly PageLine[]): readonly PageLine[] {
  const counts = (line: PageLine): boolean => !/^\s*(```.*)?$/.test(line.raw);
  const first = lines.findIndex(counts);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(counts) + 1);
}

/** The query's lines joined by `\n`, whatever ends them in the file. */
function lineAnchors(lines: readonly PageLine[]): readonly Anchor[] {
  let inner = 0;
  return lines.map(line => {
    const anchor = { inner, outer: line.start };
    inner += line.raw.length + 1;
    return anchor;
  });
}

function plain(text: string): Json {
  return text;
}

function number(text: string): Json {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** `5m`, and `5 minutes` as older pages say it. */
function span(text: string): Json {
  const [, count, unit] = /^(\d+)\s*([smhd])(?:in(?:ute)?s?|ec(?:ond)?s?|ours?|ays?)?\b/.exec(text) ?? [];
  return count !== undefined && unit !== undefined ? count + unit : text;
}
