/**
 * PowerShell's two logs in ECS: the operational one, whose records have named values (4103, a command ran; 4104,
 * a script block), and the old one (400, 403, 600, 800), whose records are a few unnamed texts of `Key=value` lines.
 *
 * Example: a 4104 gives `powershell.file.script_block_text`, `powershell.file.script_block_id` and, as a long
 * script is cut into several records, `powershell.sequence` of `powershell.total`. The records of one script become
 * one event when all documents of an input are at hand (../join-script-blocks.ts).
 */
import type { Json } from '../../event/json.ts';
import type { WindowsEvent } from '../windows-event.ts';
import type { EcsDraft } from './ecs-draft.ts';
import { EventData, wholeNumber } from './event-data.ts';
import { setFilePath } from './path-fields.ts';
import { setCommandLine } from './process-fields.ts';
import { setScriptMeasures } from './script-measures.ts';

/** Adds to the base document what a record of one of PowerShell's logs means. */
export function mapPowershell(event: WindowsEvent, draft: EcsDraft): void {
  const data = EventData.meaningful(event.data);
  const context = contextOf(event, data);
  draft.set('event.category', ['process']);
  draft.set('event.type', [typeOf(event.eventId)]);
  const text = (name: string): string | undefined => {
    const line = context.get(name.toLowerCase());
    if (line === undefined) return data.take(name);
    context.delete(name.toLowerCase());
    return line.value;
  };
  const number = (name: string): number | undefined => wholeNumber(text(name));

  draft.set('event.sequence', number('SequenceNumber'));
  draft.set('process.entity_id', text('HostId'));
  draft.set('process.title', text('HostName'));
  setCommandLine(draft, 'process', text('HostApplication'));
  draft.set('user.id', event.userSid);
  setUsers(draft, text('User') ?? text('UserId'), text('ConnectedUser'));
  setFilePath(draft, text('ScriptName') ?? text('Path'));

  draft.set('powershell.id', text('ShellId'));
  draft.set('powershell.pipeline_id', text('PipelineId'));
  draft.set('powershell.runspace_id', text('RunspaceId'));
  draft.set('powershell.process.executable_version', text('HostVersion'));
  draft.set('powershell.engine.version', text('EngineVersion'));
  draft.set('powershell.engine.new_state', text('NewEngineState'));
  draft.set('powershell.engine.previous_state', text('PreviousEngineState'));
  draft.set('powershell.provider.name', text('ProviderName'));
  draft.set('powershell.provider.new_state', text('NewProviderState'));
  draft.set('powershell.sequence', number('MessageNumber') ?? number('DetailSequence'));
  draft.set('powershell.total', number('MessageTotal') ?? number('DetailTotal'));
  for (const part of ['Name', 'Path', 'Type']) {
    draft.set(`powershell.command.${part.toLowerCase()}`, text(`Command${part}`));
  }
  draft.set('powershell.command.value', text('CommandLine'));
  setInvocations(draft, event, data);
  setScriptBlock(draft, data);
  // Lines that nobody asked for, such as those of a Windows in another language, stay.
  for (const { name, value } of context.values()) if (value !== '') data.put(name, value);
  draft.set('winlog.event_data', data.rest());
}

function typeOf(eventId: string): string {
  if (eventId === '400' || eventId === '4105') return 'start';
  return eventId === '403' || eventId === '4106' ? 'end' : 'info';
}

interface ContextLine {
  readonly name: string;
  value: string;
}

/**
 * The `Key=value` lines of a record by their names in lower case without blanks (`Host ID` and `HostId` are one).
 * A value may go on over several lines. Some shippers leave the unnamed texts out and bring the message, which
 * holds the same lines.
 */
function contextOf(event: WindowsEvent, data: EventData): Map<string, ContextLine> {
  const unnamed = event.eventId === '800' ? 'param2' : 'param3';
  const lines =
    data.take('ContextInfo') ??
    data.take(unnamed) ??
    (event.data.size === 0 ? event.rendering.message : undefined);
  const context = new Map<string, ContextLine>();
  if (lines === undefined) return context;
  let last: ContextLine | undefined;
  for (const line of lines.split(/\r?\n/)) {
    const name = nameOfLine(line);
    if (name !== undefined) {
      last = { name, value: line.slice(line.indexOf('=') + 1).trim() };
      context.set(name.toLowerCase(), last);
    } else if (last !== undefined && line.trim() !== '') {
      if (END_OF_CONTEXT.test(line)) break;
      last.value += `\n${line.trimEnd()}`;
    } else {
      last = undefined;
    }
  }
  return context;
}

const LONGEST_NAME = 40;

/** Names are indented, and lines on which a value goes on are not: `        Host ID = …`, `\tHostId=…`. */
function nameOfLine(line: string): string | undefined {
  if (line[0] !== ' ' && line[0] !== '\t') return undefined;
  const name = line.slice(0, line.indexOf('=')).trim();
  return name.length <= LONGEST_NAME && CONTEXT_NAME.test(name) ? name.replaceAll(' ', '') : undefined;
}

const CONTEXT_NAME = /^\p{L}[\p{L} -]*$/u;
const END_OF_CONTEXT = /^(?:Details|User Data):/;

/** Whoever is connected from elsewhere acts; the other account is the one that is used for it. */
function setUsers(draft: EcsDraft, user: string | undefined, connected: string | undefined): void {
  const local = accountOf(user);
  const remote = accountOf(connected);
  const actor = remote ?? local;
  draft.set('user.domain', actor?.domain);
  draft.set('user.name', actor?.name);
  draft.add('related.user', local?.name);
  if (remote === undefined) return;
  draft.add('related.user', remote.name);
  draft.set('source.user.domain', remote.domain);
  draft.set('source.user.name', remote.name);
  draft.set('destination.user.domain', local?.domain);
  draft.set('destination.user.name', local?.name);
}

function accountOf(text: string | undefined): { readonly domain: string; readonly name: string } | undefined {
  const [domain, name, ...rest] = text?.split('\\') ?? [];
  return domain && name && rest.length === 0 ? { domain, name } : undefined;
}

/** The lines that say which commands ran with which arguments: `ParameterBinding(Get-Item): name="Path"; value="C:\"`. */
function setInvocations(draft: EcsDraft, event: WindowsEvent, data: EventData): void {
  const lines = data.take('Payload') ?? (event.eventId === '800' ? data.take('param3') : undefined);
  if (lines === undefined) return;
  const details = lines.split('\n').flatMap(line => (line.trim() === '' ? [] : [invocationOf(line.trim())]));
  draft.set('powershell.command.invocation_details', details);
}

const INVOCATION = /^([^(:]+)\(([^)]*)\): *(.*)$/;
const BINDING = /^name=(.*?); *value=(.*)$/;

function invocationOf(line: string): Json {
  const parts = INVOCATION.exec(line);
  if (parts === null) return { value: line };
  const [, type = '', command = '', value = ''] = parts;
  const binding = type === 'ParameterBinding' ? BINDING.exec(value) : null;
  if (binding === null) return { type, related_command: command, value };
  const [, name = '', bound = ''] = binding;
  return { type, related_command: command, name, value: bound };
}

function setScriptBlock(draft: EcsDraft, data: EventData): void {
  draft.set('powershell.file.script_block_id', data.take('ScriptBlockId'));
  const text = data.take('ScriptBlockText');
  if (text === undefined) return;
  draft.set('powershell.file.script_block_text', text);
  setScriptMeasures(draft, text);
}
