/**
 * Reads `test/cases/compatibility`: what EQL is here beside Elasticsearch's, construct by construct, each with a
 * query, events and the answer that proves it. The page docs/reference/compatibility.md is printed from these
 * files, and compatibility.test.ts runs every case, so that the page cannot say what is not so.
 *
 * A file is a section: its title, a line about it, then cases:
 *
 *     # what is shown, as a sentence
 *     same                                 or `differs: how and why`, or `not yet: what comes instead`
 *     with {"tiebreaker": "event.sequence"}                               (settings, where there are some)
 *     sequence [a where true] [b where true]                              (the query, on one line or more)
 *     on
 *     {"@timestamp": 1, "event": {"category": "a"}}                       (events, one a line)
 *     =>
 *     1 2                                                                 (the answer: see answerOf)
 */
import type { FieldType } from '../../event/schema.ts';

export interface CompatibilitySection {
  readonly title: string;
  readonly about: string;
  readonly cases: readonly CompatibilityCase[];
}

export interface CompatibilityCase {
  /** What is shown. */
  readonly construct: string;
  readonly verdict: 'same' | 'differs' | 'not yet';
  /** How and why; empty where it is the same. */
  readonly reason: string;
  readonly settings: CompatibilitySettings;
  readonly query: string;
  /** JSON texts. */
  readonly events: readonly string[];
  readonly answer: readonly string[];
}

export interface CompatibilitySettings {
  /** Types of fields, in front of ECS. */
  readonly types?: { readonly [path: string]: FieldType };
  readonly tiebreaker?: string;
  readonly nulls?: 'elasticsearch' | 'three-valued';
  readonly size?: number;
  readonly position?: 'head' | 'tail';
  readonly maxSamplesPerKey?: number;
}

/** Reads one file; a case that is not of the form is an exception. */
export function readCompatibilitySection(text: string): CompatibilitySection {
  const [head = '', ...cases] = text.replaceAll('\r\n', '\n').trim().split(/^# /m);
  const [title = '', ...about] = head.trim().split('\n');
  return { title, about: about.join(' ').trim(), cases: cases.map(readCase) };
}

function readCase(text: string): CompatibilityCase {
  const [construct = '', verdictLine = '', ...rest] = text.trimEnd().split('\n');
  const [, verdict, reason = ''] = /^(same|differs|not yet)(?:: (.+))?$/.exec(verdictLine) ?? [];
  const at = (mark: string): number => {
    const line = rest.indexOf(mark);
    return line < 0 ? rest.length : line;
  };
  const [settings, query] = readSettings(rest.slice(0, Math.min(at('on'), at('=>'))));
  const answer = rest.slice(at('=>') + 1);
  if (query === '' || answer.length === 0 || (verdict !== 'same') !== (reason !== ''))
    throw new Error(`the case \`${construct}\` is not of the form that compatibility-cases.ts explains`);
  return {
    construct,
    // The expression lets nothing else through.
    verdict: verdict as CompatibilityCase['verdict'],
    reason,
    settings,
    query,
    events: rest.slice(at('on') + 1, at('=>')),
    answer,
  };
}

function readSettings(lines: readonly string[]): [settings: CompatibilitySettings, query: string] {
  const [first = '', ...others] = lines;
  if (!first.startsWith('with {')) return [{}, lines.join('\n')];
  return [JSON.parse(first.slice('with '.length)), others.join('\n')];
}
