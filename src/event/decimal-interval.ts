/**
 * A plain regular expression (digits, classes, groups, alternation) for the whole numbers from `min` to `max`,
 * both included: 8 to 120 is `0*([8-9]|[1-9][0-9]|1[0-1][0-9]|120)`, near enough. With `digits` the numbers are
 * padded with zeros to that length, without it any count of leading zeros is free.
 */
export function decimalsBetween(min: number, max: number, digits: number | undefined): string {
  if (digits !== undefined) return sameLength(pad(min, digits), pad(max, digits));
  const alternatives: string[] = [];
  for (let length = String(min).length; length <= String(max).length; length++) {
    const least = Math.max(min, length === 1 ? 0 : 10 ** (length - 1));
    const most = Math.min(max, 10 ** length - 1);
    alternatives.push(sameLength(String(least), String(most)));
  }
  return `0*(${alternatives.join('|')})`;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** The numbers between two of the same length, by their first digit. */
function sameLength(low: string, high: string): string {
  if (isAll(low, '0') && isAll(high, '9')) return anyDigits(low.length);
  const [first, last] = [Number(low.charAt(0)), Number(high.charAt(0))];
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (first === last) return `${first}${sameLength(lowRest, highRest)}`;
  const alternatives: string[] = [];
  const wholeFirst = isAll(lowRest, '0') ? first : first + 1;
  const wholeLast = isAll(highRest, '9') ? last : last - 1;
  if (wholeFirst > first) alternatives.push(`${first}${sameLength(lowRest, '9'.repeat(lowRest.length))}`);
  if (wholeFirst <= wholeLast) alternatives.push(`[${wholeFirst}-${wholeLast}]${anyDigits(lowRest.length)}`);
  if (wholeLast < last) alternatives.push(`${last}${sameLength('0'.repeat(highRest.length), highRest)}`);
  return `(${alternatives.join('|')})`;
}

function isAll(text: string, digit: string): boolean {
  return text === digit.repeat(text.length);
}

function anyDigits(count: number): string {
  return '[0-9]'.repeat(count);
}
