/** User's words, short enough for one line. */
export function quote(text: string, most = 60): string {
  // First cut, then tidy: what is quoted may be a whole query of any length.
  const line = text.slice(0, 400).replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  const short = characters.length > most ? `${characters.slice(0, most - 3).join('')}...` : line;
  return `\`${short}\``;
}

/** A name is shown whole, as far as anybody would write it. */
export function quoteName(name: string): string {
  return quote(name, 120);
}

/** So many names of a list are shown. */
const MOST_NAMES = 5;

/** Names in a row, the first few of many. */
export function quoteNames(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMES).map(quoteName).join(', ');
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${named} and ${rest} more` : named;
}
