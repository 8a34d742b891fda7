import { describe, expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import type { EventInput } from '../ingest/event-input.ts';
import { type Profile, profile, type RuleProfile } from './profile.ts';

const NAMES = ['a.exe', 'b.exe', 'c.exe', 'd.exe'];

/** Half of the events are starts of four processes by turns, the others are connections. */
function events(count: number): EventInput {
  const lines = Array.from({ length: count }, (_, at) => {
    const category = at % 2 === 0 ? 'process' : 'network';
    const name = NAMES[(at >> 1) % NAMES.length];
    return JSON.stringify({
      '@timestamp': new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
      event: { category, type: 'start', id: String(at) },
      host: { id: 'h' },
      process: { name, command_line: `${name} -n ${at}`, args_count: 3 },
    });
  });
  return {
    name: 'events.ndjson',
    async *bytes() {
      yield new TextEncoder().encode(`${lines.join('\n')}\nno event\n`);
    },
  };
}

/** Goes on by a microsecond whenever it is looked at, so that nothing takes any time. */
function stoppedClock(): () => number {
  let ms = 0;
  return () => {
    ms += 0.001;
    return ms;
  };
}

async function profiled(queries: readonly string[], count = 2000): Promise<Profile> {
  return await profile(
    [events(count)],
    queries.map(query => compiledRule(query)),
    {},
    { onProblem() {} },
    stoppedClock(),
  );
}

async function profiledAlone(query: string): Promise<RuleProfile> {
  const { rules } = await profiled([query]);
  const [only] = rules;
  if (only === undefined) throw new Error('no rule');
  return only;
}

function adviceOf(rule: RuleProfile): readonly string[] {
  return rule.filters.flatMap(({ advice, name }) =>
    advice.map(({ kind, text }) => `${name ?? 'rule'} ${kind}: ${text}`),
  );
}

describe('profile', () => {
  test('counts what each rule was asked and what became of it', async () => {
    const { counts, rules, times } = await profiled([
      'process where process.name : "a.exe"',
      'process where process.name : "nothing.exe"',
    ]);
    expect(counts.events).toBe(2000);
    expect([...counts.skipped]).toEqual([['not-json', 1]]);
    const byName = new Map(rules.map(rule => [rule.rule.rule.name, rule]));
    const often = byName.get('process where process.name : "a.exe"');
    expect(often).toMatchObject({ accepted: 250, matches: 250 });
    expect(often?.tried).toBeGreaterThan(0);
    expect(byName.get('process where process.name : "nothing.exe"')).toMatchObject({
      accepted: 0,
      matches: 0,
    });
    expect(Object.values(times).every(ms => ms >= 0)).toBe(true);
  });

  test('names the witness of a rule and how often it was true, and leaves a well written rule alone', async () => {
    const rule = await profiledAlone('process where process.name : "nothing.exe" and not user.id == "1"');
    expect(rule.filters).toMatchObject([
      { witness: [{ test: { kind: 'like', patterns: ['nothing.exe'] }, share: 0 }], obstacles: [] },
    ]);
    expect(adviceOf(rule)).toEqual([]);
  });

  test('a rule that only excludes is told so, and what is tried for it today', async () => {
    const rule = await profiledAlone(
      'process where not process.command_line : "*.exe*" and not process.name : ("x.exe", "y.exe", "z.exe")',
    );
    expect(adviceOf(rule)).toEqual([
      'rule select-by-value: `not process.command_line : "*.exe*"` alone excludes and never selects: add a condition ' +
        'on process.name that must hold; today 50.0 % of all events are tried and 0 % accepted',
    ]);
  });

  test('a regular expression with a literal is selected by it, one without wants one beside it', async () => {
    const literal = await profiledAlone('process where process.command_line regex "zz[0-9]+"');
    expect(literal.filters[0]?.telling).toMatchObject([{ isDerived: true, share: 0 }]);
    expect(adviceOf(literal)).toEqual([]);
    const open = await profiledAlone('process where process.command_line regex "[0-9]+[x-z]+"');
    expect(adviceOf(open)).toEqual([
      'rule select-by-value: `process.command_line regex "[0-9]+[x-z]+"` has no literal that all its texts share, by ' +
        'which an event could be passed over: a literal beside it (`process.command_line : "*…*"`) would let most ' +
        'events pass by; today 50.0 % of all events are tried and 0 % accepted',
    ]);
    expect(open.filters[0]?.shares[0]?.run).toMatchObject({
      predicate: { kind: 'regex' },
      runs: 1000,
      held: 0,
    });
  });

  test('a script that nothing stands before is told to be computed for all events of its kind', async () => {
    const rule = await profiledAlone('process where length(process.command_line) > 1000');
    expect(adviceOf(rule)).toEqual([
      'rule select-by-value: `length(process.command_line) > 1000` is a script, which is computed for each event that ' +
        'comes to it: add a condition on process.name that must hold beside it; ' +
        'today 50.0 % of all events are tried and 0 % accepted',
    ]);
  });

  test('one side of an `or` that selects nothing is told', async () => {
    const rule = await profiledAlone(
      'process where process.name : "zz.exe" or length(process.command_line) > 1000',
    );
    expect(adviceOf(rule)).toEqual([
      'rule select-by-value: the `or` is no narrower than its widest side, and ' +
        '`length(process.command_line) > 1000` is a script, which is computed for each event that comes to it: ' +
        'give that side a condition on process.name that must hold; ' +
        'today 50.0 % of all events are tried and 0 % accepted',
    ]);
  });

  test('a value that many events have is told with its share', async () => {
    const rule = await profiledAlone(
      'any where process.args_count == 3 and not process.command_line : "*.exe*"',
    );
    expect(adviceOf(rule)).toEqual([
      'rule select-by-rarer-value: `process.args_count == 3` is true in 100.0 % of all events: narrow it, or add a ' +
        'condition that must hold, on a field of which few events have the value; ' +
        'today 100.0 % of all events are tried and 0 % accepted',
    ]);
  });

  test('a broad step of a sequence is told, a broad `until` and what must be missing too', async () => {
    const rule = await profiledAlone(
      'sequence by host.id with maxspan=1h [process where process.name : "a.exe"] with runs=2 ' +
        '![process where process.name : "zz.exe"] [network where true] until [process where process.name : "b.exe"]',
    );
    expect(rule.filters.map(({ accepted, name, role }) => `${name} ${role} ${accepted}`)).toEqual([
      'step 1 (2 times) step 250',
      'step 2 absent 0',
      'step 3 step 1000',
      'until until 250',
    ]);
    expect(adviceOf(rule).map(text => text.slice(0, 60))).toEqual([
      'step 1 (2 times) accepts-much: step 1 (2 times) accepts 12.5',
      'step 3 accepts-much: step 3 accepts 50.0 % of all events: na',
      'until accepts-much: until accepts 12.5 % of all events: narr',
    ]);
  });

  test('a rule that alerts on one event in four is told', async () => {
    const rule = await profiledAlone('process where process.name in ("a.exe", "b.exe")');
    expect(adviceOf(rule)).toEqual([
      'rule accepts-much: it accepts 25.0 % of all events, each an alert: narrow it',
    ]);
  });

  test('says nothing of no events', async () => {
    const { rules, times } = await profiled(['process where not process.name : "a.exe"'], 0);
    expect(rules).toMatchObject([{ ms: 0, share: 0, tried: 0, accepted: 0 }]);
    expect(rules.flatMap(adviceOf)).toEqual([]);
    expect(times.matchingMs).toBe(0);
  });
});
