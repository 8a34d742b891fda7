/**
 * What an alert stands on. Mostly events; but a rule may read alerts as events, and then the alert stands on them and
 * on all that they stand on, one level above the highest:
 *
 *     event e  <-  alert a of rule A (depth 1)  <-  alert b of rule B (depth 2, ancestors a and e)
 */
import { isAlertIndex } from '../event/alert-index.ts';
import { valuesOf } from '../event/field-value.ts';
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import type { SourceEvent } from './alert-document.ts';
import { valueAt } from './nested-fields.ts';

/** The event as an ancestor; an alert with its own behind it. */
export function ancestorsOf(event: SourceEvent): readonly JsonObject[] {
  const { document, id, index = '' } = event;
  if (!isAlert(event)) return [{ id, type: 'event', index, depth: 0 }];
  const uuid = textAt(document, 'kibana.alert.uuid') ?? id;
  const rule = textAt(document, 'kibana.alert.rule.uuid');
  const alert: JsonObject = {
    ...{ id: uuid, type: 'signal', index, depth: depthOf(event) },
    ...(rule !== undefined && { rule }),
  };
  return [alert, ...ownAncestors(document)];
}

/** The depth of an alert that stands on these. */
export function depthAbove(events: readonly SourceEvent[]): number {
  return 1 + Math.max(0, ...events.map(depthOf));
}

/** Whether the rule has a part in one of these already: a rule that reads alerts would never come to an end. */
export function standsOnRule(ruleUuid: string, events: readonly (SourceEvent | undefined)[]): boolean {
  return events.some(
    event => event !== undefined && ancestorsOf(event).some(({ rule }) => rule === ruleUuid),
  );
}

/** 0 for an event. */
function depthOf(event: SourceEvent): number {
  if (!isAlert(event)) return 0;
  const [depth] = valuesOf(readField(event.document, 'kibana.alert.depth'));
  return typeof depth === 'number' && depth >= 1 ? depth : 1;
}

/** An event may pretend to be one: where it comes from counts. */
function isAlert({ index }: SourceEvent): boolean {
  return index !== undefined && isAlertIndex(index);
}

function ownAncestors(document: JsonObject): readonly JsonObject[] {
  const list = valueAt(document, 'kibana.alert.ancestors') ?? [];
  return ([list].flat() as readonly Json[]).filter(isJsonObject);
}

function textAt(document: JsonObject, path: string): string | undefined {
  const [value] = valuesOf(readField(document, path));
  return typeof value === 'string' ? value : undefined;
}
