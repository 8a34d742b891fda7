import { expect, test } from 'vitest';
import type { Diagnostic } from './diagnostic.ts';
import { diagnosticJson } from './render-json.ts';
import { sourceText } from './source-text.ts';

const base: Diagnostic = { code: 'EQL001', severity: 'error', message: 'm', labels: [], notes: ['n'] };

test('a diagnostic for programs names its file and its first and last place there', () => {
  const file = sourceText('a.toml', 'x\nquery = """a\nb"""\n');
  const query = sourceText('<query>', 'a\nb', { source: file, toHost: offset => offset + 13 });
  const labels = [{ source: query, span: { start: 0, end: 3 }, text: 't' }];
  expect(diagnosticJson({ ...base, labels, help: 'h' })).toEqual({
    file: 'a.toml',
    line: 2,
    column: 12,
    endLine: 3,
    endColumn: 2,
    code: 'EQL001',
    severity: 'error',
    message: 'm',
    notes: ['n'],
    help: 'h',
  });
});

test('what is about a whole file has no place in it', () => {
  expect(diagnosticJson({ ...base, file: 'a.toml' })).toMatchObject({
    file: 'a.toml',
    line: null,
    column: null,
    endLine: null,
    endColumn: null,
  });
});

test('what is about no file at all says so', () => {
  expect(diagnosticJson(base)).toMatchObject({ file: null, line: null, help: null });
});
