/** The fields of an alert's own events that an exception could be made of, those that part harmless from malicious best first. */
import type { ExceptionFields, RemovedAlone } from '../../api/exception-trial.ts';
import { isJsonObject, type Json, type JsonObject } from '../../event/json.ts';
import type { Schema } from '../../event/schema.ts';
import type { ExceptionItem } from '../../exceptions/exception-item.ts';
import { sourceText } from '../../source/source-text.ts';
import { countsOf, removedBy } from './exception-trial.ts';
import type { PastAlerts } from './past-alerts.ts';

type Field = ExceptionFields['steps'][number]['fields'][number];

/** Of a step: those that are counted, and those that are told. */
const MOST_COUNTED = 60;
const MOST_TOLD = 20;
const MOST_CHARACTERS = 2_000;
const DEEPEST = 20;

/** What says who or what did it comes first; others stand behind, by name. */
const TELLING: readonly string[] = [
  ...['destination.ip', 'destination.domain', 'dns.question.name', 'source.ip', 'destination.port'],
  ...['process.executable', 'process.hash.sha256', 'process.code_signature.subject_name'],
  ...['process.command_line', 'process.parent.executable', 'process.parent.command_line'],
  ...['process.name', 'process.parent.name', 'file.path', 'file.hash.sha256', 'file.name', 'registry.path'],
  ...['dll.path', 'dll.hash.sha256', 'user.name', 'user.id', 'host.name', 'host.id'],
];
/** What is another each time, or the same for all events of a kind. */
const UNTELLING =
  /^(?:@timestamp|event|agent|ecs|log|message|tags|labels|data_stream|elastic|input|winlog|related)(?:\.|$)|(?:^|\.)(?:pid|entity_id|start|end|args_count|ppid|tid|thread|Ext)(?:\.|$)/;
const USABLE = new Set(['keyword', 'ip', 'long', 'boolean', 'text']);

export function exceptionFields(
  event: JsonObject,
  { alerts }: PastAlerts,
  holders: (items: readonly ExceptionItem[]) => (event: JsonObject) => readonly boolean[],
  schema: Schema,
): readonly Field[] {
  const chosen = [...scalarsIn(event)]
    .filter(([field]) => !UNTELLING.test(field) && USABLE.has(schema.typeOf(field) ?? 'keyword'))
    .sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .slice(0, MOST_COUNTED);
  const removed = removedBy(alerts, holders(chosen.map(([field, value]) => itemOf(field, value))));
  const candidates = chosen.map(
    ([field, value], at): Field => ({ field, value, alone: countsOf(removed[at] ?? []) }),
  );
  return candidates.sort((a, b) => compared(a.alone, b.alone)).slice(0, MOST_TOLD);
}

/** What would hide something malicious stands last. */
function compared(a: RemovedAlone, b: RemovedAlone): number {
  return a.malicious - b.malicious || b.harmless - a.harmless;
}

function placeOf(field: string): number {
  const place = TELLING.indexOf(field);
  return place < 0 ? TELLING.length : place;
}

function itemOf(field: string, value: string): ExceptionItem {
  return {
    ...{ itemId: field, listId: field, namespace: 'single', name: field, osTypes: [] },
    entries: [{ kind: 'match', field, isExcluded: false, values: [value] }],
    origin: {
      source: sourceText(field, ''),
      places: { find: () => undefined, toFile: (_, offset) => offset },
    },
  };
}

/** Texts, numbers and booleans by their path, each path once; lists are no one value. */
function scalarsIn(document: JsonObject): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (value: Json, path: string, depth: number): void => {
    if (isJsonObject(value)) {
      if (depth < DEEPEST)
        for (const [key, inner] of Object.entries(value))
          visit(inner, path === '' ? key : `${path}.${key}`, depth + 1);
      return;
    }
    if (value === null || typeof value === 'object') return;
    const text = String(value);
    if (text !== '' && text.length <= MOST_CHARACTERS) found.set(path, text);
  };
  visit(document, '', 0);
  return found;
}
