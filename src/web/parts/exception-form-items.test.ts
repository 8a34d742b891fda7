import { describe, expect, test } from 'vitest';
import { candidateSteps, exceptionItem, hindrance, networkText } from './exception-form-items.ts';

const documents = [
  { process: { executable: 'a.exe' }, host: { name: 'h' } },
  { destination: { ip: '1.2.3.4', port: 443 } },
];
const options = { documents, dropsSequence: true, reason: 'agreed', expires: undefined };

describe('an exception item', () => {
  test('has an entry for each choice, and says how it applies to sequences', () => {
    expect(
      exceptionItem({
        ...options,
        choices: [
          { field: 'destination.ip', operator: 'is', value: '1.2.3.0/24' },
          { field: 'destination.port', operator: 'is not', value: '443' },
        ],
      }),
    ).toEqual({
      type: 'simple',
      name: 'destination.ip is 1.2.3.0/24 and destination.port is not 443',
      description: 'agreed',
      tags: ['tripline:drop-sequence'],
      entries: [
        { field: 'destination.ip', type: 'match', operator: 'included', value: '1.2.3.0/24' },
        { field: 'destination.port', type: 'match', operator: 'excluded', value: '443' },
      ],
      comments: [{ comment: 'agreed' }],
    });
  });

  test('splits a list at its commas, and passes over what is empty', () => {
    const item = exceptionItem({
      ...options,
      choices: [{ field: 'host.name', operator: 'is one of', value: ' a, ,b ' }],
    });
    expect(item?.['entries']).toEqual([
      { field: 'host.name', type: 'match_any', operator: 'included', value: ['a', 'b'] },
    ]);
  });

  test('is none without choices, and none with an empty value', () => {
    expect(exceptionItem({ ...options, choices: [] })).toBeUndefined();
    expect(
      exceptionItem({ ...options, choices: [{ field: 'host.name', operator: 'matches', value: ' ' }] }),
    ).toBeUndefined();
  });
});

describe('fields that are offered', () => {
  test('are those that were ranked first, then usual ones that the event has', () => {
    const alone = { removes: 1, harmless: 1, malicious: 0, unjudged: 0 };
    const ranked = {
      steps: [{ index: 1, fields: [{ field: 'destination.port', value: '443', alone }] }],
      isPartial: false,
    };
    expect(
      candidateSteps(documents, ranked).map(({ candidates }) => candidates.map(({ field }) => field)),
    ).toEqual([
      ['process.executable', 'host.name'],
      ['destination.port', 'destination.ip'],
    ]);
  });
});

test.each([
  ['10.0.0.0/8', '16,777,216 addresses'],
  ['1.2.3.4/32', '1 address'],
  ['fd00::/8', '2^120 addresses'],
  ['1.2.3.4', undefined],
  ['a/b', undefined],
])('the network %s is of %s', (text, said) => {
  expect(networkText(text)).toBe(said);
});

describe('saving is held back', () => {
  const form = { item: {}, reason: 'r', refusals: [], malicious: 0, typed: '', isCounting: false };

  test('by a refusal, whatever else is filled in', () => {
    expect(hindrance({ ...form, refusals: ['it would match every event'] })).toBe(
      'it would match every event',
    );
  });

  test('where it hides what was judged malicious, until the number is typed', () => {
    expect(hindrance({ ...form, malicious: 4 })).toContain('type that number');
    expect(hindrance({ ...form, malicious: 4, typed: '4' })).toBeUndefined();
  });

  test('without a reason, without a choice, and while it is counted', () => {
    expect(hindrance({ ...form, reason: ' ' })).toContain('why');
    expect(hindrance({ ...form, item: undefined })).toContain('Choose');
    expect(hindrance({ ...form, isCounting: true })).toContain('Counting');
    expect(hindrance(form)).toBeUndefined();
  });
});
