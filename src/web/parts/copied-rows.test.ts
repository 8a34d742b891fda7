import { describe, expect, test } from 'vitest';
import { csvText, tsvText } from './copied-rows.ts';

describe('copied rows', () => {
  test('quote what has commas, quotes or line ends in CSV', () => {
    expect(csvText({ columns: ['a', 'b'], rows: [['x,y', 'say "no"\nnow']] })).toBe(
      'a,b\r\n"x,y","say ""no""\nnow"\r\n',
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', " =cmd|' /C calc'!A0", '\t=1'])(
    'make no formula of %j',
    text => {
      expect(tsvText({ columns: ['a'], rows: [[text]] }).split('\n')[1]).toMatch(/^'/);
      expect(csvText({ columns: ['a'], rows: [[text]] }).split('\r\n')[1]).toMatch(/^"?'/);
    },
  );

  test('keep a row on one line in TSV', () => {
    expect(tsvText({ columns: ['a', 'b'], rows: [['x\ty', 'one\r\ntwo']] })).toBe('a\tb\nx y\tone two\n');
  });
});
