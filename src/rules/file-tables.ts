/**
 * What a TOML rule file has beside the rule, `[metadata]` and `[transform]`, has no place of its own in Kibana's
 * JSON. There it goes into `meta`, the key that Kibana keeps for notes of other tools and exports again:
 *
 *     [metadata]                        { "name": "…",
 *     maturity = "production"             "meta": { "tripline": { "metadata": { "maturity": "production" } } } }
 *
 * so that a rule can go to Kibana and come back as the file it was.
 */
import { isJsonObject, type Json, type JsonObject } from '../event/json.ts';
import type { RuleOrigin } from './rule.ts';

type FileTables = Pick<RuleOrigin, 'metadata' | 'transform'>;

/** The tables that the keys of a JSON rule carry along. */
export function fileTablesOf(written: JsonObject): FileTables {
  const { metadata, transform } = carriedIn(written) ?? {};
  return {
    ...(isJsonObject(metadata) && { metadata }),
    ...(isJsonObject(transform) && { transform }),
  };
}

/** The tables of a TOML file that no rule file should have are carried too. */
export function otherTablesOf(written: JsonObject): JsonObject | undefined {
  const around = carriedIn(written)?.['around'];
  return isJsonObject(around) ? around : undefined;
}

/** The keys of a rule from a TOML file with all that stands around them. */
export function withFileTables({ written, metadata, transform, around }: RuleOrigin): JsonObject {
  const tables = {
    ...(metadata !== undefined && { metadata }),
    ...(transform !== undefined && { transform }),
    ...(around !== undefined && { around }),
  };
  if (Object.keys(tables).length === 0) return written;
  const { meta } = written;
  const tripline = carriedIn(written);
  return { ...written, meta: { ...(isJsonObject(meta) && meta), tripline: { ...tripline, ...tables } } };
}

/** The keys of a JSON rule without the tables that they carry: the inverse of `withFileTables`. */
export function withoutFileTables(written: JsonObject): JsonObject {
  const carried = carriedIn(written);
  const { meta } = written;
  if (carried === undefined || !isJsonObject(meta)) return written;
  const { metadata: _metadata, transform: _transform, around: _around, ...rest } = carried;
  return withMeta(written, withOrWithout(meta, 'tripline', rest));
}

function withMeta(written: JsonObject, meta: JsonObject): JsonObject {
  return withOrWithout(written, 'meta', meta);
}

function withOrWithout(object: JsonObject, key: string, inner: JsonObject): JsonObject {
  const entries: [string, Json][] = Object.entries(object).flatMap(([name, value]): [string, Json][] => {
    if (name !== key) return [[name, value]];
    return Object.keys(inner).length === 0 ? [] : [[name, inner]];
  });
  return Object.fromEntries(entries);
}

function carriedIn({ meta }: JsonObject): JsonObject | undefined {
  const tripline = isJsonObject(meta) ? meta['tripline'] : undefined;
  return isJsonObject(tripline) ? tripline : undefined;
}
