import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/source/display-text.ts';
import { renderDiagnostics } from '../../src/source/render-terminal.ts';
import { sourceText } from '../../src/source/source-text.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

/** Texts that hurt: any code unit, and many line ends, tabs, controls, marks, wide and joined characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\t',
        '\u001b[2J',
        '\u202e',
        '\u0301',
        '電',
        '👩‍💻',
        '🇪🇺',
        '\ud800',
        'a',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.join(''));

test('whatever the text and the place, the terminal gets plain lines and a caret in them', () => {
  fc.assert(
    fc.property(hostile, hostile, fc.nat(120), fc.nat(120), (text, said, start, length) => {
      const out = renderDiagnostics(
        [
          {
            code: 'EQL001',
            severity: 'error',
            message: said,
            labels: [{ source: sourceText(said, text), span: { start, end: start + length }, text: said }],
            notes: [said],
            help: said,
          },
        ],
        { color: false },
      );
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
      expect(out).toMatch(/^ +\| +\^+|^ +\| \^+/mu);
      expect(out.split('\n').length).toBeLessThanOrEqual(14);
    }),
    { numRuns },
  );
});

test('the caret stands under the marked word, whatever stands before it', () => {
  const line = hostile.map(text => text.replace(/[\r\n]/g, ''));
  fc.assert(
    fc.property(line, before => {
      const source = sourceText('q', `${before} WORD rest`);
      const start = before.length + 1;
      const [, , , shown = '', underline = ''] = renderDiagnostics(
        [
          {
            code: 'EQL001',
            severity: 'error',
            message: 'm',
            labels: [{ source, span: { start, end: start + 4 }, text: '' }],
            notes: [],
          },
        ],
        { color: false },
      ).split('\n');
      const words = shown.lastIndexOf('WORD rest');
      expect(underline.indexOf('^')).toBe(displayWidth(shown.slice(0, words)));
      expect(underline.match(/\^/g)).toHaveLength(4);
    }),
    { numRuns },
  );
});
