import type { ExprValue, FunctionDefinition } from './function-definition.ts';

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WHOLE = /^[+-]?\d+$/;

export const number: FunctionDefinition = {
  name: 'number',
  parameters: [
    { name: 'text', type: 'string' },
    { name: 'base', type: 'integer', optional: true, constant: true },
  ],
  returns: 'number',
  hasCaseInsensitiveVariant: false,
  doc: 'The number that a text spells, in base 10 unless another is given; `0x` in front means base 16. Text that spells no number is null.',
  examples: [
    { expr: 'number("1337")', result: 1337 },
    { expr: 'number(" -42.5 ")', result: -42.5 },
    { expr: 'number("0xdeadbeef", 16)', result: 3735928559 },
    { expr: 'number("deadbeef", 16)', result: 3735928559 },
    { expr: 'number("0x1f", 10)', result: null },
    { expr: 'number("9007199254740993")', result: 9007199254740993n },
    { expr: 'number("19", 8)', result: null },
    { expr: 'number("")', result: null },
    { expr: 'number(null)', result: null },
  ],
  evaluate: ([text, base]) => (typeof text === 'string' ? spelledNumber(text.trim(), base) : null),
  rejects([text, base]) {
    if (base !== undefined && base !== null && !isBase(base)) return `\`${base}\` is no base from 2 to 36`;
    if (typeof text !== 'string' || spelledNumber(text.trim(), base) !== null) return undefined;
    return base === undefined || base === null
      ? `\`${text}\` spells no number`
      : `\`${text}\` spells no number in base ${base}`;
  },
};

function spelledNumber(text: string, base: ExprValue | undefined): number | bigint | null {
  const radix = Number(base ?? 10);
  if (text.startsWith('0x') && (base === undefined || base === null || radix === 16))
    return wholeNumber(text.slice(2), 16);
  if (radix !== 10) return isBase(radix) ? wholeNumber(text, radix) : null;
  if (!DECIMAL.test(text)) return null;
  return (WHOLE.test(text) ? wholeNumber(text, 10) : null) ?? Number(text);
}

/** Null where a character is no digit of the base or the number does not fit 64 bits. */
function wholeNumber(text: string, radix: number): number | bigint | null {
  const digits = text.replace(/^[+-]/, '');
  if (digits === '') return null;
  let sum = 0n;
  for (const digit of digits) {
    const value = Number.parseInt(digit, 36);
    if (Number.isNaN(value) || value >= radix) return null;
    sum = sum * BigInt(radix) + BigInt(value);
    if (sum > 1n << 63n) return null;
  }
  const signed = text.startsWith('-') ? -sum : sum;
  if (signed !== BigInt.asIntN(64, signed)) return null;
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}

function isBase(base: ExprValue): boolean {
  const radix = Number(base);
  return Number.isInteger(radix) && radix >= 2 && radix <= 36;
}
