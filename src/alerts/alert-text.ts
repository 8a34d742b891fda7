import type { JsonObject } from '../event/json.ts';
import type { AlertDocument } from './alert-document.ts';

/**
 * Alerts as JSON. The rule's part of an alert is several kilobytes that all alerts of the rule share, so it is written
 * once for each rule; the text is that of `JSON.stringify`.
 */

/** What an alert was put together of: its own fields, and those that are the rule's. */
interface Parts {
  readonly own: JsonObject;
  readonly shared: JsonObject;
}

const partsOf = new WeakMap<AlertDocument, Parts>();
const texts = new WeakMap<JsonObject, string>();

/** An alert of its own fields and, behind them, those that it shares with others, which have other names. */
export function alertOf<T extends JsonObject>(own: T, shared: JsonObject): T & JsonObject & AlertDocument {
  const alert = { ...own, ...shared } as T & JsonObject & AlertDocument; // Who calls gives the fields that all have.
  partsOf.set(alert, { own, shared });
  return alert;
}

/** The JSON of an alert, as it was put together. */
export function alertText(alert: AlertDocument): string {
  const parts = partsOf.get(alert);
  if (parts === undefined) return JSON.stringify(alert);
  const { own, shared } = parts;
  let text = texts.get(shared);
  if (text === undefined) {
    text = JSON.stringify(shared);
    texts.set(shared, text);
  }
  // Neither is empty.
  return `${JSON.stringify(own).slice(0, -1)},${text.slice(1)}`;
}
