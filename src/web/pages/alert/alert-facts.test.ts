import { describe, expect, test } from 'vitest';
import type { AlertAnswer } from '../../server/alert-answers.ts';
import { headOf, sentenceTokens } from './alert-facts.ts';

const documents = [
  { process: { name: 'cmd.exe', parent: { name: 'svchost.exe' } }, host: { name: 'ws-1' } },
  { destination: { ip: '10.0.0.1', port: 443 }, user: { name: 'cmd', domain: 'CORP' } },
];
const told = (sentence: string): readonly string[] =>
  sentenceTokens(sentence, documents).map(({ field, text }) =>
    field === undefined ? text : `${field}=${text}`,
  );

describe('the values in a sentence', () => {
  test('are tokens of their fields, the text between them stays', () => {
    expect(told('svchost.exe started cmd.exe as CORP\\cmd on ws-1.')).toEqual([
      'process.parent.name=svchost.exe',
      ' started ',
      'process.name=cmd.exe',
      ' as ',
      'user.domain=CORP',
      '\\',
      'user.name=cmd',
      ' on ',
      'host.name=ws-1',
      '.',
    ]);
  });

  test('are told from parts of longer words', () => {
    expect(told('connected to 10.0.0.1:443, not to 10.0.0.11 or xcmd.exe')).toEqual([
      'connected to ',
      'destination.ip=10.0.0.1',
      ':',
      'destination.port=443',
      ', not to 10.0.0.11 or xcmd.exe',
    ]);
  });

  test('are put together again to the very sentence', () => {
    const sentence = 'cmd.exe \u202e connected to 10.0.0.1, 2 events in all';
    expect(
      sentenceTokens(sentence, documents)
        .map(({ text }) => text)
        .join(''),
    ).toBe(sentence);
  });
});

test('the head leaves out of the sentence what it says itself', () => {
  const alert: AlertAnswer = {
    uuid: 'u',
    version: 1,
    blocks: [],
    shell: null,
    sources: [],
    history: [],
    document: {
      'kibana.alert.rule.name': 'A (strange) name',
      'kibana.alert.severity': 'high',
      'kibana.alert.reason': 'A (strange) name (high), event 1 of 2: cmd.exe ended.',
    },
  };
  expect(headOf(alert)).toMatchObject({
    ruleName: 'A (strange) name',
    severity: 'high',
    sentence: 'cmd.exe ended.',
  });
});
