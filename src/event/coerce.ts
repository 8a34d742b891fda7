/**
 * What a value means in a field of a type. A document says `"pid": "12"`, the schema says `long`, and the search
 * finds it with `pid == 12`: Elasticsearch converts values by the mapping when it indexes them, and a test reads
 * what was indexed. `coerce` is that conversion. What it gives back is canonical: two values of a type are equal
 * exactly if their canonical forms are (`===`), so that equality is one look-up in a Set;
 * and coercing a canonical form again gives itself.
 *
 * | type                   | canonical form |
 * |------------------------|----------------|
 * | keyword, text, version | string |
 * | long                   | number; bigint beyond 2^53 |
 * | double                 | number |
 * | boolean                | boolean |
 * | ip                     | RFC 5952 text, mapped IPv4 as IPv4 |
 * | date                   | whole milliseconds since 1970 |
 * | date_nanos             | nanoseconds since 1970, a bigint |
 * | unknown                | the value as it is: see docs/design/unknown-fields.md |
 * | unsupported            | never a value |
 */
import { unreachable } from '../base/unreachable.ts';
import type { RawValue } from './field-value.ts';
import { nanosOf, parseInstant } from './instant.ts';
import { formatIp, parseIp } from './ip-address.ts';
import type { FieldType } from './schema.ts';

/** The canonical form of the value in a field of this type; undefined where it is no value of the type. */
export function coerce(raw: RawValue, type: FieldType): RawValue | undefined {
  switch (type) {
    case 'keyword':
    case 'text':
    case 'version':
      return typeof raw === 'string' ? raw : String(raw);
    case 'long':
      return longOf(raw);
    case 'double': {
      const number = numericOf(raw);
      return number === undefined ? undefined : Number(number);
    }
    case 'boolean':
      return booleanOf(raw);
    case 'ip': {
      const address = typeof raw === 'string' ? parseIp(raw) : undefined;
      return address === undefined ? undefined : formatIp(address);
    }
    case 'date':
      return parseInstant(raw, 'first')?.ms;
    case 'date_nanos': {
      // Only what this function made is a bigint: milliseconds never need one.
      if (typeof raw === 'bigint') return raw;
      const instant = parseInstant(raw, 'first');
      return instant === undefined ? undefined : nanosOf(instant);
    }
    case 'unknown':
      return raw;
    case 'unsupported':
      return undefined;
    default:
      return unreachable(type);
  }
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE = /^[+-]?\d+$/;

/**
 * The number that a value is or spells, exact and in canonical form: a bigint where it is whole and beyond 2^53,
 * else a number. Infinities, booleans and other texts are none.
 */
export function numericOf(raw: RawValue): number | bigint | undefined {
  switch (typeof raw) {
    case 'number':
      if (Number.isSafeInteger(raw)) return raw + 0; // turns -0 into 0
      if (!Number.isFinite(raw)) return undefined;
      return Number.isInteger(raw) ? BigInt(raw) : raw;
    case 'bigint':
      return canonicalBigint(raw);
    case 'string':
      if (raw.length <= 400 && WHOLE.test(raw)) return canonicalBigint(BigInt(raw.replace('+', '')));
      return DECIMAL.test(raw) ? numericOf(Number(raw)) : undefined;
    default:
      return undefined;
  }
}

function canonicalBigint(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** Fractions are cut off; what 64 bits cannot hold is no long. */
function longOf(raw: RawValue): number | bigint | undefined {
  const number = numericOf(raw);
  if (typeof number === 'number') return Math.trunc(number) + 0;
  return number !== undefined && number >= LONG_MIN && number <= LONG_MAX ? number : undefined;
}

/** The empty text is false: so Elasticsearch's boolean field has it. */
export function booleanOf(raw: RawValue): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  if (raw === 'true') return true;
  return raw === 'false' || raw === '' ? false : undefined;
}
