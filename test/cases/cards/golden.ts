/** Cards as goldens: the text in this folder, narrow and wide; UPDATE_GOLDEN=1 writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect } from 'vitest';
import { displayWidth } from '../../../src/source/display-text.ts';

const WIDTHS = [60, 100];

/** Compares what `render` gives at each width with `name`.txt; no line may be wider, nor hold a control character. */
export function expectCard(name: string, render: (width: number) => string): void {
  const parts = WIDTHS.map(width => {
    const text = render(width);
    for (const line of text.split('\n')) {
      expect(displayWidth(line), `at ${width}: ${line}`).toBeLessThanOrEqual(width);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
    return `==> ${width} columns\n${text}`;
  });
  const printed = parts.join('\n');
  const path = `test/cases/cards/${name}.txt`;
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(path, printed);
  expect(printed).toBe(readFileSync(path, 'utf8'));
}
