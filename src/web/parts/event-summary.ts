/**
 * What an event says, in a line: who did what to what, by its category. Words are ours, values are the event's; what an
 * event does not hold is left out. Pure: what is drawn of it is the page's.
 */
import { valuesOf } from '../../event/field-value.ts';
import type { JsonObject } from '../../event/json.ts';
import { readField } from '../../event/read-field.ts';

export type SummaryPart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'value'; readonly field: string; readonly value: string | number | boolean };

/** Of one category. Undefined: the event is not of this kind. */
type Teller = (event: EventFields) => readonly SummaryPart[] | undefined;

/** The first that knows the event tells it. */
const TELLERS: readonly Teller[] = [
  tellDns,
  tellRegistry,
  tellFile,
  tellLogon,
  tellNetwork,
  tellLibrary,
  tellProcess,
  tellAccount,
  tellRest,
];

export function eventSummary(document: JsonObject): readonly SummaryPart[] {
  const event = new EventFields(document);
  for (const tell of TELLERS) {
    const parts = tell(event);
    if (parts !== undefined && parts.length > 0) return parts;
  }
  return [];
}

/** The same as one text, for copies and for screen readers. */
export function summaryText(parts: readonly SummaryPart[]): string {
  return parts.map(part => (part.kind === 'words' ? part.text : String(part.value))).join('');
}

class EventFields {
  readonly #document: JsonObject;
  readonly #categories: ReadonlySet<string>;
  readonly #types: ReadonlySet<string>;
  readonly #action: string;

  constructor(document: JsonObject) {
    this.#document = document;
    this.#categories = new Set(this.all('event.category'));
    this.#types = new Set(this.all('event.type'));
    this.#action = this.all('event.action').join(' ').toLowerCase();
  }

  is(...categories: readonly string[]): boolean {
    return categories.some(category => this.#categories.has(category));
  }

  isType(...types: readonly string[]): boolean {
    return types.some(type => this.#types.has(type));
  }

  acts(pattern: RegExp): boolean {
    return pattern.test(this.#action);
  }

  has(field: string): boolean {
    return valuesOf(readField(this.#document, field)).length > 0;
  }

  all(field: string): readonly string[] {
    return valuesOf(readField(this.#document, field)).map(String);
  }

  /** The first value of the first field that has one, with words around it; nothing where none has. */
  part(before: string, fields: readonly string[], after = ''): readonly SummaryPart[] {
    for (const field of fields) {
      const [value] = valuesOf(readField(this.#document, field));
      if (value === undefined || value === '') continue;
      return [
        ...words(before),
        { kind: 'value', field, value: typeof value === 'bigint' ? String(value) : value },
        ...words(after),
      ];
    }
    return [];
  }
}

function words(text: string): readonly SummaryPart[] {
  return text === '' ? [] : [{ kind: 'words', text }];
}

/** The parts that have something to say, a comma between them. */
function listed(...items: readonly (readonly SummaryPart[])[]): readonly SummaryPart[] {
  return items
    .filter(item => item.length > 0)
    .flatMap((item, at) => (at === 0 ? item : [...words(', '), ...item]));
}

function tellProcess(event: EventFields): readonly SummaryPart[] | undefined {
  if (!event.is('process') && !event.has('process.name') && !event.has('process.executable'))
    return undefined;
  if (event.isType('end')) return listed(words('ended'), event.part('exit code ', ['process.exit_code']));
  const opened = event.part('opened ', ['Target.process.name', 'winlog.event_data.TargetImage']);
  if (opened.length > 0) return opened;
  if (!event.isType('start')) return undefined;
  const parent = event.part('started by ', ['process.parent.name', 'process.parent.executable']);
  return listed(
    parent.length === 0 ? words('started') : parent,
    argumentCount(event),
    event.part('as ', ['user.name']),
  );
}

/** The program itself is the first of `process.args`, and no argument. */
function argumentCount(event: EventFields): readonly SummaryPart[] {
  const [told] = event.all('process.args_count');
  const count = told === undefined ? event.all('process.args').length : Number(told);
  if (!(count >= 1)) return [];
  if (count === 1) return words('no arguments');
  return words(count === 2 ? '1 argument' : `${count - 1} arguments`);
}

function tellNetwork(event: EventFields): readonly SummaryPart[] | undefined {
  const to = endpoint(event, 'destination');
  if (to.length === 0) return undefined;
  const isIncoming = ['ingress', 'inbound'].some(way => event.all('network.direction').includes(way));
  const from = endpoint(event, 'source');
  return [
    ...(isIncoming && from.length > 0 ? [...from, ...words(' ')] : []),
    ...words('→ '),
    ...to,
    ...event.part(' ', ['network.transport']),
    ...event.part(', ', ['network.bytes', 'destination.bytes'], ' bytes'),
  ];
}

function endpoint(event: EventFields, side: 'source' | 'destination'): readonly SummaryPart[] {
  const address = event.part('', [`${side}.ip`, `${side}.address`, `${side}.domain`]);
  if (address.length === 0) return [];
  const isV6 = event.all(`${side}.ip`)[0]?.includes(':') === true;
  const port = event.part(':', [`${side}.port`]);
  return isV6 && port.length > 0
    ? [...words('['), ...address, ...words(']'), ...port]
    : [...address, ...port];
}

function tellDns(event: EventFields): readonly SummaryPart[] | undefined {
  const name = event.part('asked for ', ['dns.question.name']);
  if (name.length === 0) return undefined;
  const answers = event.all('dns.resolved_ip').length;
  return listed(
    [...name, ...event.part(' (', ['dns.question.type'], ')')],
    event.part('got ', ['dns.resolved_ip', 'dns.answers.data']),
    answers > 1 ? words(`${answers - 1} more`) : [],
  );
}

function tellFile(event: EventFields): readonly SummaryPart[] | undefined {
  if (!event.is('file')) return undefined;
  const path = ['file.path', 'file.name'];
  const old = event.part(' from ', ['file.Ext.original.path', 'file.Ext.original.name']);
  const said = event.part(`${fileVerb(event)} `, path);
  return said.length === 0 ? undefined : [...said, ...old];
}

function fileVerb(event: EventFields): string {
  if (event.isType('deletion') || event.acts(/delet/)) return 'deleted';
  if (event.acts(/renam/)) return 'renamed';
  if (event.isType('creation') || event.acts(/creat/)) return 'created';
  if (event.isType('access') || event.acts(/open|read/)) return 'read';
  return event.isType('change') || event.acts(/modif|overwr|writ/) ? 'changed' : 'touched';
}

function tellRegistry(event: EventFields): readonly SummaryPart[] | undefined {
  if (!event.is('registry') && !event.has('registry.path')) return undefined;
  const verb = event.isType('deletion') || event.acts(/delet/) ? 'deleted' : 'set';
  const path = event.part(`${verb} `, ['registry.path', 'registry.key']);
  return path.length === 0 ? undefined : [...path, ...event.part(' = ', ['registry.data.strings'])];
}

function tellLibrary(event: EventFields): readonly SummaryPart[] | undefined {
  if (!event.is('library', 'driver') && !event.acts(/image loaded|^load$|driver loaded/)) return undefined;
  const path = event.part('loaded ', ['dll.path', 'file.path', 'dll.name', 'file.name']);
  const isUnsigned = ['dll', 'file'].some(of => event.all(`${of}.code_signature.exists`).includes('false'));
  return path.length === 0 ? undefined : listed(path, isUnsigned ? words('unsigned') : []);
}

function tellLogon(event: EventFields): readonly SummaryPart[] | undefined {
  if (!event.is('authentication', 'session')) return undefined;
  const isOut = event.isType('end') || event.acts(/log[-_ ]?o(ff|ut)/);
  const hasFailed = event.all('event.outcome').includes('failure');
  const verb = isOut ? 'logged off' : hasFailed ? 'failed to log on' : 'logged on';
  const who = event.part('', ['user.name', 'winlog.event_data.TargetUserName'], ` ${verb}`);
  return [
    ...(who.length === 0 ? words(verb) : who),
    ...event.part(' from ', ['source.ip', 'source.address', 'source.domain']),
    ...event.part(' (', ['winlog.logon.type', 'process.Ext.session_info.logon_type'], ')'),
  ];
}

function tellAccount(event: EventFields): readonly SummaryPart[] | undefined {
  if (!event.is('iam', 'configuration')) return undefined;
  return listed(
    event.part('', ['event.action']),
    event.part('', ['user.target.name', 'winlog.event_data.TargetUserName', 'group.name']),
    event.part('by ', ['user.name']),
  );
}

function tellRest(event: EventFields): readonly SummaryPart[] {
  return listed(
    event.part('', ['event.action', 'event.type']),
    event.part('', [
      ...['process.command_line', 'powershell.file.script_block_text', 'url.full', 'file.path', 'rule.name'],
      ...['winlog.event_data.ServiceName', 'winlog.event_data.TaskName', 'message'],
    ]),
  );
}
