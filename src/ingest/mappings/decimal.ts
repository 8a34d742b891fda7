/** No more digits than a number holds exactly. */
const MOST_DIGITS = 15;

/** The number that 1 to 15 decimal digits write; undefined for every other text. */
export function decimalOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length === 0 || text.length > MOST_DIGITS) return undefined;
  let number = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}
