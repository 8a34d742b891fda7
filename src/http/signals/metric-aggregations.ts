import { coerce } from '../../event/coerce.ts';
import { type RawValue, valuesOf } from '../../event/field-value.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { JsonObject } from '../../event/json.ts';
import {
  type Aggregation,
  type ReadContext,
  readFieldOption,
  refuseOptions,
} from './aggregation-collector.ts';
import { notUnderstood } from './search-problem.ts';

/** How many different values there are; counted, where Elasticsearch estimates. */
export function readCardinality(body: JsonObject, { path, slotOf }: ReadContext): Aggregation {
  refuseOptions(body, ['field', 'precision_threshold'], path);
  const field = readFieldOption(body, path);
  const slot = slotOf(field);
  return {
    start: () => {
      const seen = new Set<RawValue>();
      return {
        take(row) {
          for (const raw of valuesOf(row[slot])) {
            const value = coerce(raw, field.type);
            if (value !== undefined) seen.add(value);
          }
        },
        result: () => ({ value: seen.size }),
      };
    },
  };
}

/** The least or the greatest number or time. */
export function readEdge(kind: 'min' | 'max'): (body: JsonObject, context: ReadContext) => Aggregation {
  return (body, { path, slotOf }) => {
    refuseOptions(body, ['field', 'format'], path);
    const field = readFieldOption(body, path);
    const isDate = field.type === 'date' || field.type === 'date_nanos';
    if (field.type === 'keyword' || field.type === 'ip' || field.type === 'boolean')
      throw notUnderstood([...path, 'field'], `\`${kind}\` of \`${field.path}\`, which holds no numbers,`);
    const slot = slotOf(field);
    const type = isDate ? 'date' : 'double';
    return {
      start: () => {
        let edge: number | undefined;
        return {
          take(row) {
            for (const raw of valuesOf(row[slot])) {
              const value = Number(coerce(raw, type) ?? Number.NaN);
              if (Number.isNaN(value)) continue;
              if (edge === undefined || (kind === 'min' ? value < edge : value > edge)) edge = value;
            }
          },
          result: () => {
            if (edge === undefined) return { value: null };
            return isDate ? { value: edge, value_as_string: formatTimestamp(edge) } : { value: edge };
          },
        };
      },
    };
  };
}
