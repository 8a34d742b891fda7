/** Colours of severities can be read on every ground that they stand on, in both themes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const CSS = readFileSync('src/web/theme.css', 'utf8');
const SEVERITIES = ['low', 'medium', 'high', 'critical'];
const GROUNDS = ['page', 'raised', 'chosen'];
/** WCAG 2.2, 1.4.3, for text of usual size. */
const LEAST = 4.5;

for (const [theme, start] of [
  ['light', ':root {'],
  ['dark', ':root[data-mantine-color-scheme="dark"] {'],
] as const)
  test(`in the ${theme} theme each severity keeps 4.5 : 1 on each ground`, () => {
    const rule = CSS.slice(CSS.indexOf(start)).split('}', 1)[0] ?? '';
    const colour = (name: string): string => {
      const found = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(rule)?.[1];
      if (found === undefined) throw new Error(`no --${name} in ${start}`);
      return found;
    };
    const weak = GROUNDS.flatMap(ground =>
      SEVERITIES.map(name => ({ name, ground, contrast: contrastOf(colour(name), colour(ground)) })),
    ).filter(({ contrast }) => contrast < LEAST);
    expect(weak).toEqual([]);
  });

/** Of two colours as six hexadecimal digits. */
function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
