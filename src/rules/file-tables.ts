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
import { contentKey } from '../plan/content-key.ts';
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
  const others = isJsonObject(meta) ? meta : {};
  const tripline = { ...carriedIn(written), ...tables };
  const plain = { ...written, meta: { ...others, tripline } };
  // A `meta` that would not come back as it was is carried whole beside them.
  if (meta === undefined || contentKey(withoutFileTables(plain)['meta']) === contentKey(meta)) return plain;
  return { ...written, meta: { ...others, tripline: { ...tripline, meta } } };
}

const CARRIED = ['metadata', 'transform', 'around', 'meta'];

/** The keys of a JSON rule without the tables that they carry: the inverse of `withFileTables`. */
export function withoutFileTables(written: JsonObject): JsonObject {
  const carried = carriedIn(written);
  const { meta } = written;
  if (carried === undefined || !isJsonObject(meta)) return written;
  if (!CARRIED.some(key => key in carried)) return written;
  if (carried['meta'] !== undefined) return { ...written, meta: carried['meta'] };
  const rest = Object.fromEntries(Object.entries(carried).filter(([key]) => !CARRIED.includes(key)));
  return withOrWithout(written, 'meta', withOrWithout(meta, 'tripline', rest));
}

/** With the inner table at its key, or without the key where nothing is in it. */
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
