import { expect, test } from 'vitest';
import { compareVersions } from './version.ts';

test('versions order by their numbers, pre-releases before the release, and other texts last', () => {
  const inOrder = [
    '1',
    '1.2',
    '1.2.3',
    '1.5.0-alpha',
    '1.5.0-alpha.1',
    '1.5.0-alpha.beta',
    '1.5.0-beta',
    '1.5.0-beta.2',
    '1.5.0-beta.11',
    '1.5.0-rc.1',
    '1.5.0',
    '1.5.0+build',
    '1.11.3',
    '1.11.3.1',
    '2.0.0',
    '9007199254740993.0.0',
    '9007199254740994.0.0',
    '',
    '01.2',
    '1.2-01',
    '1.x',
    'latest',
  ];
  expect(inOrder.toReversed().sort(compareVersions)).toEqual(inOrder);
  for (const version of inOrder) expect(compareVersions(version, version)).toBe(0);
});
