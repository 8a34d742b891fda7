import { describe, expect, test } from 'vitest';
import { defanged, shownText } from './shown-text.ts';

describe('text of others as it is shown', () => {
  test('names what would turn the direction of writing', () => {
    expect(shownText('fdp\u202eexe.scr').pieces).toEqual([
      { kind: 'text', text: 'fdp' },
      { kind: 'unseen', label: 'U+202E RLO', spoken: 'character RLO' },
      { kind: 'text', text: 'exe.scr' },
    ]);
  });

  test('counts blanks that push the rest out of sight, and one at the end', () => {
    const { pieces } = shownText(`cmd.exe${' '.repeat(240)}/c calc `);
    expect(pieces.map(piece => (piece.kind === 'text' ? piece.text : piece.label))).toEqual([
      'cmd.exe',
      '240 blanks',
      '/c calc',
      'blank',
    ]);
  });

  test('tells a Cyrillic letter in a Latin word, and not a word that is all Cyrillic', () => {
    expect(shownText('dllh\u043est.exe').lookAlikes).toEqual([
      { word: 'dllh\u043est.exe', characters: '\u043e', script: 'Cyrillic' },
    ]);
    expect(shownText('\u043f\u0440\u0438\u0432\u0435\u0442').lookAlikes).toEqual([]);
  });

  test('shows the first 4 kB and says how much is left', () => {
    const shown = shownText('x'.repeat(10_000_000));
    expect(shown.cut).toBe(10_000_000 - 4_096);
  });

  test('takes a lone half of a pair apart from the rest', () => {
    expect(shownText('a\ud800b').pieces).toHaveLength(3);
  });
});

test('a defanged address is followed by nobody', () => {
  expect(defanged('https://evil.example/a.b')).toBe('hxxps://evil[.]example/a[.]b');
  expect(defanged('93.184.216.34')).toBe('93[.]184[.]216[.]34');
});
