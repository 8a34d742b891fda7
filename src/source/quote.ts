/** User's words, short enough for one line. */
export function quote(text: string, most = 60): string {
  // First cut, then tidy: what is quoted may be a whole query of any length.
  const line = text.slice(0, 400).replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  const short = characters.length > most ? `${characters.slice(0, most - 3).join('')}...` : line;
  return `\`${short}\``;
}
