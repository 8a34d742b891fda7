import { expect, test } from 'vitest';
import type { Diagnostic } from './diagnostic.ts';
import { sortDiagnostics } from './sort-diagnostics.ts';
import { sourceText } from './source-text.ts';

const a = sourceText('a', 'one two\nthree');
const b = sourceText('b', 'one');

function says(message: string, rest: Partial<Diagnostic>): Diagnostic {
  return { code: 'EQL001', severity: 'error', message, labels: [], notes: [], ...rest };
}
const inside = (source: typeof a, start: number) => ({
  labels: [{ source, span: { start, end: start + 1 }, text: '' }],
});

test('diagnostics come by file, then as one reads, whole files first, equals as they came', () => {
  const given = [
    says('b1', inside(b, 0)),
    says('a3', inside(a, 8)),
    says('a2', inside(a, 4)),
    says('a2 again', inside(a, 4)),
    says('a1', inside(a, 0)),
    says('a as a whole', { file: 'a' }),
    says('no file', {}),
  ];
  expect(sortDiagnostics(given).map(d => d.message)).toEqual([
    'no file',
    'a as a whole',
    'a1',
    'a2',
    'a2 again',
    'a3',
    'b1',
  ]);
});
