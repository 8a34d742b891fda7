import type { Json, JsonObject } from '../event/json.ts';

/**
 * An alert as it is stored and shown: the ECS fields of its event nested as they came, and `kibana.alert.*`
 * as flat dotted keys (contracts: alert document).
 */
export interface AlertDocument {
  readonly '@timestamp': string;
  readonly 'kibana.alert.uuid': string;
  readonly [field: string]: Json;
}

/** The event that an alert stands on. */
export interface SourceEvent {
  readonly id: string;
  readonly index: string | undefined;
  readonly document: JsonObject;
}

/** What one match becomes: an alert alone, or the shell of a sequence with its building blocks. */
export interface AlertGroup {
  readonly alert: AlertDocument;
  readonly blocks: readonly AlertDocument[];
}
