import { ecsSchema } from '../../event/ecs-schema.ts';
import type { Schema } from '../../event/schema.ts';

/** What a query is checked against and reads time from. */
export interface KqlOptions {
  /** Default: ECS. */
  readonly schema?: Schema;
  /**
   * `warning` (default): the schema is not all there is; a field that it does not know is read from the events.
   * `error`: the schema is complete, and an unknown field is a mistake.
   */
  readonly unknownFields?: 'warning' | 'error';
  /** The time of an event: what orders events, and what `now` is where a query reckons times. Default `@timestamp`. */
  readonly timestampField?: string;
}

export function schemaOf(options: KqlOptions): Schema {
  return options.schema ?? ecsSchema;
}
