import { describe, expect, test } from 'vitest';
import { compileEql } from '../../src/lang/eql/index.ts';
import type { Predicate } from '../../src/plan/predicate.ts';
import { stepsOf } from '../../src/plan/query.ts';
import { sourceText } from '../../src/source/source-text.ts';
import { evaluatePredicate } from '../reference/evaluate-predicate.ts';
import { nearEvents } from './near-events.ts';
import { randomFrom } from './random.ts';

function filterOf(condition: string): Predicate {
  const { value } = compileEql(sourceText('<query>', `any where ${condition}`));
  const [step] = value === undefined ? [] : stepsOf(value);
  if (step === undefined) throw new Error(`does not compile: ${condition}`);
  return step.filter;
}

function eventsNear(filter: Predicate, rounds: number): ReturnType<typeof nearEvents> {
  const random = randomFrom(1);
  return Array.from({ length: rounds }, () => nearEvents(filter, random)).flat();
}

describe('events near a condition', () => {
  test.each([
    'process.name : "rundll32.exe" and process.args : "*\\\\shell32.dll*" and process.pid > 4',
    'process.name == "a" and not process.executable : ("?:\\\\Windows\\\\*", "*\\\\a.exe")',
    'process.args == "one" and process.args == "two" and process.args like "t*"',
    'cidrMatch(source.ip, "10.1.0.0/16") and destination.ip == "fe80::1"',
    'process.command_line regex~ """-[a-f]{2,4} (one|two)[^0-9]*""" and process.pid in (1, 2)',
    'length(process.command_line) > 300 and process.command_line : "*a*"',
    'endsWith~(user.name, host.name) and not startsWith(user.name, "x")',
    'event.created >= "2024-01-01" and event.created < "2024-01-02"',
    'process.pid + 1 > 7 and process.args_count == 3',
    'process.code_signature.trusted == true and file.size != 7 and user.id != null',
  ])('%s: some satisfy it and some do not', condition => {
    const filter = filterOf(condition);
    const results = eventsNear(filter, 40).map(event => evaluatePredicate(filter, event));
    const passed = results.filter(Boolean).length;
    expect(passed).toBeGreaterThan(results.length / 20);
    expect(passed).toBeLessThan((results.length * 19) / 20);
  });

  test('a condition is missed in the ways that events miss it', () => {
    const events = eventsNear(filterOf('process.name == "cmd.exe"'), 100).map(event => JSON.stringify(event));
    for (const expected of [
      '{"process":{"name":"cmd.exe"}}',
      '{"process.name":"cmd.exe"}',
      '{"process":{"name":"CMD.EXE"}}',
      '{"process":{"name":null}}',
      '{"process":{"name":[]}}',
      '{}',
    ])
      expect(events).toContain(expected);
    expect(events.some(event => /\[".+","cmd\.exe"\]/.test(event))).toBe(true);
  });

  test('the same random numbers give the same events', () => {
    const filter = filterOf('process.name : ("a*", "b?") and process.pid != 3');
    expect(eventsNear(filter, 5)).toEqual(eventsNear(filter, 5));
    expect(nearEvents(filter, randomFrom(1))).not.toEqual(nearEvents(filter, randomFrom(2)));
  });
});
