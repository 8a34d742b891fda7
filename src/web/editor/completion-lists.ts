/** What can be completed whatever the events are: functions, keywords, and the shapes of queries. */
import { type Completion, snippetCompletion } from '@codemirror/autocomplete';
import { functions } from '../../plan/functions/index.ts';
import { saidElement } from './said-text.ts';

type FunctionDefinition = (typeof functions)[number];

/** `cidrMatch(address: ip, block: string, …): boolean` */
function signatureOf({ name, parameters, returns, variadic }: FunctionDefinition): string {
  const said = parameters.map(
    ({ name: parameter, optional, type }) => `${parameter}${optional === true ? '?' : ''}: ${type}`,
  );
  if (variadic === true) said.push('…');
  return `${name}(${said.join(', ')}): ${returns}`;
}

function aboutFunction(definition: FunctionDefinition): HTMLElement {
  const about = document.createElement('div');
  about.append(saidElement('code', signatureOf(definition)), saidElement('p', definition.doc));
  const { examples, hasCaseInsensitiveVariant, name } = definition;
  if (hasCaseInsensitiveVariant) about.append(saidElement('p', `${name}~ ignores case`));
  for (const { expr, result } of examples.slice(0, 3)) {
    const line = saidElement('p', '');
    line.append(saidElement('code', `${expr} is ${result === null ? 'null' : JSON.stringify(result)}`));
    about.append(line);
  }
  return about;
}

export const FUNCTIONS: readonly Completion[] = functions.map(definition =>
  snippetCompletion(`${definition.name}(#{${definition.parameters[0]?.name ?? ''}})`, {
    label: definition.name,
    type: 'function',
    detail: ` ${signatureOf(definition).slice(definition.name.length)}`,
    info: () => aboutFunction(definition),
    boost: -1,
  }),
);

function keyword(label: string, info?: string): Completion {
  return { label, type: 'keyword', boost: -2, ...(info === undefined ? {} : { info }) };
}

export const EQL_WORDS: readonly Completion[] = [
  ...['and', 'or', 'where', 'by', 'any', 'true', 'false', 'null'].map(word => keyword(word)),
  keyword('not', 'turns a condition round; of a missing field it is true'),
  keyword('in', 'one of a list: `in ("a", "b")`'),
  keyword('in~', 'as `in`, without regard to case'),
  keyword('like', 'a text with `*` and `?`'),
  keyword('like~', 'as `like`, without regard to case'),
  keyword('regex', 'the whole value fits a regular expression'),
  keyword('regex~', 'as `regex`, without regard to case'),
  keyword('with maxspan=', 'the longest time from the first event of a sequence to each later one'),
  snippetCompletion('until [#{any} where #{true}]', {
    label: 'until',
    type: 'keyword',
    info: 'a sequence that is not complete when such an event comes is given up',
    boost: -2,
  }),
  snippetCompletion('with runs=#{2}', {
    label: 'with runs',
    type: 'keyword',
    info: 'the step that many times in a row',
    boost: -2,
  }),
];

export const KQL_WORDS: readonly Completion[] = ['and', 'or', 'not'].map(word => keyword(word));

/** The values of event.category in ECS. */
const CATEGORIES = [
  ...['any', 'process', 'network', 'file', 'registry', 'library', 'dns', 'authentication', 'driver'],
  ...['iam', 'session', 'api', 'configuration', 'database', 'email', 'host', 'intrusion_detection'],
  ...['malware', 'package', 'threat', 'vulnerability', 'web'],
];

/** A category and `where`, as every query and every step begins. */
export const FILTERS: readonly Completion[] = CATEGORIES.map((category, at) =>
  snippetCompletion(`${category} where #{}`, {
    label: category,
    type: 'class',
    detail: ' where',
    boost: -at,
  }),
);

export const QUERIES: readonly Completion[] = [
  snippetCompletion(
    'sequence by #{host.id} with maxspan=#{1m}\n  [#{process} where #{true}]\n  [#{network} where #{true}]',
    {
      label: 'sequence',
      detail: ' events in order',
      type: 'keyword',
      info: 'events one after the other, joined by the values of fields',
      boost: 2,
    },
  ),
  snippetCompletion('sample by #{host.id}\n  [#{process} where #{true}]\n  [#{network} where #{true}]', {
    label: 'sample',
    detail: ' events in any order',
    type: 'keyword',
    info: 'events of one host, user or other key, in any order',
    boost: 1,
  }),
];
