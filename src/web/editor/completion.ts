/** Completes fields with what the events at hand have, values with those that occur, and the words of the languages. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { escapedText } from '../parts/quoted-text.ts';
import { fieldsWith, type KnownField, valuesOf } from '../server/fields.ts';
import { EQL_WORDS, FILTERS, FUNCTIONS, KQL_WORDS, QUERIES } from './completion-lists.ts';
import { type PlaceInQuery, placeInEql, placeInKql } from './place-in-query.ts';
import type { QueryLanguage } from './query-language.ts';
import { saidElement } from './said-text.ts';

export function queryCompletion(languageNow: () => QueryLanguage): Extension {
  return autocompletion({
    icons: false,
    override: [context => complete(context, languageNow())],
  });
}

async function complete(
  context: CompletionContext,
  language: QueryLanguage,
): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const place =
    language === 'eql'
      ? placeInEql(syntaxTree(context.state), text, context.pos)
      : placeInKql(text, context.pos);
  switch (place.kind) {
    case 'nothing':
      return null;
    case 'start':
      if (place.from === context.pos && !context.explicit) return null;
      return {
        from: place.from,
        options: place.isStep ? FILTERS : [...QUERIES, ...FILTERS],
        validFor: /^\w*$/,
      };
    case 'value':
      return await values(context, place, language);
    case 'word':
      if (place.from === context.pos && !context.explicit) return null;
      return await words(context, place.from, language);
  }
}

async function words(
  context: CompletionContext,
  from: number,
  language: QueryLanguage,
): Promise<CompletionResult | null> {
  const typed = context.state.sliceDoc(from, context.pos).replace(/^\?/, '').replaceAll('`', '');
  // Whole names of objects, so that one answer serves all that is typed behind it.
  const prefix = typed.slice(0, typed.lastIndexOf('.') + 1);
  const known = await fieldsWith(prefix).catch(() => ({ fields: [], sampledEvents: 0, total: 0 }));
  if (context.aborted) return null;
  const isAll = known.total <= known.fields.length;
  const narrowed = isAll || typed === prefix ? known : await fieldsWith(typed).catch(() => known);
  if (context.aborted) return null;
  const fields = [...known.fields, ...(narrowed === known ? [] : narrowed.fields)];
  const seen = new Set<string>();
  const options = fields.flatMap(field => {
    if (seen.has(field.name)) return [];
    seen.add(field.name);
    return [fieldCompletion(field, known.sampledEvents, language)];
  });
  const extra = prefix !== '' ? [] : language === 'eql' ? [...FUNCTIONS, ...EQL_WORDS] : KQL_WORDS;
  return {
    from: from + (context.state.sliceDoc(from, from + 1) === '?' ? 1 : 0),
    options: [...options, ...extra],
    ...(isAll ? { validFor: /^[\w@~]*(?:\.\w*)*$/ } : {}),
  };
}

function fieldCompletion(field: KnownField, sampled: number, language: QueryLanguage): Completion {
  const { events, name, type } = field;
  const isCommon = sampled > 0 && events > 0;
  return {
    label: name,
    type: 'property',
    detail: ` ${type}`,
    // From 0 to 50 by how many events have it: the list is by use, not by the alphabet.
    boost: isCommon ? 20 + Math.round((30 * events) / sampled) : 0,
    apply: language === 'kuery' ? `${name}: ` : writtenField(name),
    info: () => aboutField(field, sampled),
  };
}

/** With back-quotes around what is no plain word. */
function writtenField(name: string): string {
  return name
    .split('.')
    .map(segment => (/^[A-Za-z_@][A-Za-z0-9_]*$/.test(segment) ? segment : `\`${segment}\``))
    .join('.');
}

function aboutField({ events, examples, isEcs, type }: KnownField, sampled: number): HTMLElement {
  const about = document.createElement('div');
  about.append(saidElement('p', `${type}${isEcs ? '' : ', not in ECS'}`));
  if (sampled > 0) {
    const share = Math.round((100 * events) / sampled);
    about.append(saidElement('p', events === 0 ? 'in no recent event' : `in ${share} % of recent events`));
  }
  for (const example of examples.slice(0, 3)) {
    const line = saidElement('p', '');
    line.append(saidElement('code', String(example).slice(0, 200)));
    about.append(line);
  }
  return about;
}

async function values(
  context: CompletionContext,
  { field, from, isQuoted, to }: Extract<PlaceInQuery, { kind: 'value' }>,
  language: QueryLanguage,
): Promise<CompletionResult | null> {
  const found = await valuesOf(field).catch(() => []);
  if (context.aborted || found.length === 0) return null;
  const most = Math.max(1, ...found.map(({ count }) => count));
  return {
    from,
    to,
    options: found.map(({ count, value }) => ({
      label: isQuoted ? escapedText(String(value)) : writtenValue(value, language),
      type: 'text',
      detail: count === 0 ? '' : ` ${count.toLocaleString('en')}`,
      boost: Math.round((50 * count) / most),
    })),
    validFor: isQuoted ? /^(?:[^"\\\n]|\\.)*$/ : /^[^\s()]*$/,
  };
}

function writtenValue(value: string | number | boolean, language: QueryLanguage): string {
  if (typeof value !== 'string') return String(value);
  if (language === 'kuery' && /^[\w.@-]+$/.test(value) && !/^(?:and|or|not)$/i.test(value)) return value;
  return `"${escapedText(value)}"`;
}
