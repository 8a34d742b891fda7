import { ALERT_INDEX, ALERT_MARK } from '../event/alert-index.ts';
import type { RawValue } from '../event/field-value.ts';
import { valuesOf } from '../event/field-value.ts';
import type { JsonObject } from '../event/json.ts';
import { readField } from '../event/read-field.ts';
import { datasetOf } from './mappings/windows-datasets.ts';

/** What is known of an event's origin besides its document. */
export interface EventOrigin {
  /** The index of the search hit that the event came in. */
  readonly hitIndex?: string | undefined;
  /** It came as a document that a shipper made, not as a bare Windows record. */
  readonly isDocument: boolean;
  /** The name that the user gives to events without one. */
  readonly indexOverride?: string | undefined;
}

/**
 * The index that the patterns of rules are matched against: as the hit says, that of alerts for an alert, as the document says, as its
 * origin tells, as the user says; undefined where nobody says, which every pattern accepts.
 */
export function eventIndex(document: JsonObject, origin: EventOrigin): string | undefined {
  return (
    origin.hitIndex ??
    (textAt(document, ALERT_MARK) === undefined ? undefined : ALERT_INDEX) ??
    dataStreamOf(document) ??
    datasetIndexOf(document) ??
    indexOfOrigin(document, origin.isDocument) ??
    origin.indexOverride
  );
}

function dataStreamOf(document: JsonObject): string | undefined {
  const dataset = textAt(document, 'data_stream.dataset');
  if (dataset === undefined) return undefined;
  const type = textAt(document, 'data_stream.type') ?? 'logs';
  return `${type}-${dataset}-${textAt(document, 'data_stream.namespace') ?? 'default'}`;
}

function datasetIndexOf(document: JsonObject): string | undefined {
  const dataset = textAt(document, 'event.dataset');
  return dataset === undefined ? undefined : `logs-${dataset}-default`;
}

function indexOfOrigin(document: JsonObject, isDocument: boolean): string | undefined {
  const channel = textAt(document, 'winlog.channel');
  if (isDocument) {
    const shipper = textAt(document, 'agent.type') ?? textAt(document, '@metadata.beat');
    const isWinlogbeat = shipper === undefined ? document['winlog'] !== undefined : shipper === 'winlogbeat';
    if (isWinlogbeat) return 'winlogbeat-*';
  }
  return datasetOf(channel)?.index;
}

/** The first value at the path, if it is a text with something in it. */
export function textAt(document: JsonObject, path: string): string | undefined {
  const values = readField(document, path);
  const first: RawValue | undefined = typeof values === 'string' ? values : valuesOf(values)[0];
  return typeof first === 'string' && first !== '' ? first : undefined;
}
