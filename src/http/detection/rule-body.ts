/** The body of a request as a rule is to be written with: without what the server adds, and without typing errors. */
import { nearest } from '../../base/did-you-mean.ts';
import type { JsonObject } from '../../event/json.ts';
import { extraKeys, modelKeys } from '../../rules/rule-fields.ts';
import { ElasticError } from './elastic-scope.ts';
import { SERVER_KEYS } from './rule-answer.ts';

/** Clients send back what they were given: the server's keys in it are passed over. */
export function withoutServerKeys(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !SERVER_KEYS.has(key)));
}

/**
 * @throws ElasticError for a key that no rule has: who writes `exeption_list` must not think that it works. (Files
 *   and imports keep such keys with a warning, as they may come from another version.)
 */
export function ruleKeysOf(body: JsonObject): JsonObject {
  const keys = withoutServerKeys(body);
  const known = [...Object.keys(modelKeys), ...Object.keys(extraKeys)];
  const unknown = Object.keys(keys).filter(key => !known.includes(key));
  if (unknown.length > 0)
    throw new ElasticError(
      400,
      `[request body]: ${unknown
        .slice(0, 10)
        .map(key => {
          const near = nearest(key, known);
          return `unknown key "${key.slice(0, 100)}"${near === undefined ? '' : `, did you mean "${near}"?`}`;
        })
        .join('; ')}`,
    );
  return keys;
}

/** The keys of a change put over those of the rule; `null` takes one away. */
export function patched(body: JsonObject, change: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...body, ...change }).filter(([, value]) => value !== null));
}
