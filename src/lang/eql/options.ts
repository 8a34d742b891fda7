import { ecsSchema } from '../../event/ecs-schema.ts';
import type { Schema } from '../../event/schema.ts';

/** What a query is checked against and which fields have a part of their own in it. */
export interface EqlOptions {
  /** Default: ECS. */
  readonly schema?: Schema;
  /**
   * `warning` (default): the schema is not all there is; a field that it does not know is read from the events.
   * `error`: the schema is complete; an unknown field is a mistake, and an optional one (`?x`) is null.
   */
  readonly unknownFields?: 'warning' | 'error';
  /**
   * What `not` makes of a test on a missing field. `elasticsearch` (default): true, as an index has it.
   * `three-valued`: null, which matches nothing, as Elastic Endpoint has it. docs/design/null-semantics.md
   */
  readonly nulls?: 'elasticsearch' | 'three-valued';
  /** The field that `process where` asks; default `event.category`. */
  readonly categoryField?: string;
  /** Default `@timestamp`. */
  readonly timestampField?: string;
  /** Orders events of equal time; default none. */
  readonly tiebreakerField?: string;
}

export function schemaOf(options: EqlOptions): Schema {
  return options.schema ?? ecsSchema;
}
