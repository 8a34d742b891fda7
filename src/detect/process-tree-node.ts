/** What is known of a process from the events that name it. */
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { StoredEvent } from '../store/event-store.ts';

export interface ProcessNode {
  /** Names the node within its tree. */
  readonly key: string;
  /** Undefined: nothing says who started it. */
  parentKey: string | undefined;
  readonly role: 'self' | 'ancestor' | 'sibling' | 'descendant';
  readonly entityId: string | undefined;
  readonly pid: number | undefined;
  name: string | undefined;
  executable: string | undefined;
  commandLine: string | undefined;
  user: string | undefined;
  /** When it started; undefined: its start was not seen. */
  readonly startMs: number | undefined;
  endMs: number | undefined;
  /** The event of its start. */
  readonly startEventId: string | undefined;
  /** Why the node is a guess, or may be another process; undefined: its start was seen and named it. */
  doubt: string | undefined;
  /** All that were seen, of which the tree may show fewer; undefined: they were not looked for. */
  children: number | undefined;
  readonly activity: ProcessActivity;
  readonly alerts: ProcessAlert[];
  /** Further alerts, of which only the number is told. */
  moreAlerts: number;
}

/** Events of the process, by what it did. */
export interface ProcessActivity {
  network: number;
  dns: number;
  file: number;
  registry: number;
  /** Libraries and drivers that it loaded. */
  library: number;
  other: number;
}

export interface ProcessAlert {
  readonly uuid: string;
  readonly rule: string;
  readonly severity: string;
}

/** A process as one event speaks of it: the one that acts (`process`), or who started that one (`process.parent`). */
export interface ProcessMention {
  readonly entityId: string | undefined;
  readonly pid: number | undefined;
  readonly name: string | undefined;
  readonly executable: string | undefined;
  readonly commandLine: string | undefined;
  readonly user: string | undefined;
}

/** Undefined: the event names no such process by id. */
export function mentionIn(
  document: JsonObject,
  at: 'process' | 'process.parent',
): ProcessMention | undefined {
  const entityId = textAt(document, `${at}.entity_id`);
  const pid = numberAt(document, `${at}.pid`);
  if (entityId === undefined && pid === undefined) return undefined;
  return {
    ...{ entityId, pid },
    name: textAt(document, `${at}.name`),
    executable: textAt(document, `${at}.executable`),
    commandLine: textAt(document, `${at}.command_line`),
    user: at === 'process' ? textAt(document, 'user.name') : undefined,
  };
}

/** The entity ids of those that started it, the nearest first, as Elastic Defend lists them. */
export function ancestryIn(document: JsonObject): readonly string[] {
  return valuesOf(readField(document, 'process.Ext.ancestry')).filter(id => typeof id === 'string');
}

export function isProcessStart(document: JsonObject): boolean {
  return (
    valuesOf(readField(document, 'event.category')).includes('process') &&
    valuesOf(readField(document, 'event.type')).includes('start')
  );
}

export function textAt(document: JsonObject, path: string): string | undefined {
  const [value] = valuesOf(readField(document, path));
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Some shippers write numbers as texts. */
export function numberAt(document: JsonObject, path: string): number | undefined {
  const [value] = valuesOf(readField(document, path));
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? number : undefined;
}

export function nodeOf(
  key: string,
  role: ProcessNode['role'],
  mention: ProcessMention,
  start: StoredEvent | undefined,
  doubt?: string,
): ProcessNode {
  return {
    ...{ key, role, ...mention, doubt },
    parentKey: undefined,
    startMs: start?.timeMs,
    endMs: undefined,
    startEventId: start?.id,
    children: undefined,
    activity: { network: 0, dns: 0, file: 0, registry: 0, library: 0, other: 0 },
    alerts: [],
    moreAlerts: 0,
  };
}
