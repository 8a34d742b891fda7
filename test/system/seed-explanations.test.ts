/** The seed cases of ../shared/data explained: of each, the true reason in one line. */
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { loadRuleFiles } from '../../src/app/load-rule-files.ts';
import { explain } from '../../src/explain/explain.ts';
import type { ExplainedEvent } from '../../src/explain/rule-sift.ts';
import { readEvents } from '../../src/ingest/read-events.ts';
import { haveSeedCases, seedCases, seedCaseXml } from './seed-cases.ts';

if (!haveSeedCases) process.stderr.write('seed cases are not explained: ../shared/data is absent\n');

const START = '{365ABB72-9AD8-5D04-0000-0010C08C1000}';
const excluded = (ip: string, block: string) =>
  `destination.ip is ${ip}: the rule excludes ${block}, one of a list (step 2)`;
const fires = (took: string) => `fires once: all 2 steps within ${took} of the 60 s allowed`;

/** By the name of the case. */
const verdicts: { readonly [name: string]: string } = {
  'positive: bare dllhost, public IPv4 8 s later': fires('7.378 s'),
  'positive: exactly 60 s later (maxspan is inclusive)': fires('60 s'),
  'negative: 60.001 s later': 'connected 60.001 s after the start: 1 ms beyond maxspan=1m',
  'negative: /Processid argument present (args_count 2; the usual benign form)':
    'process.args_count is 2: wanted process.args_count == 1 (step 1)',
  'positive: quoted path counts as one arg': fires('7.378 s'),
  'positive: quoted path with trailing blank is one arg': fires('7.378 s'),
  'negative: RFC1918 destination': excluded('10.1.2.3', '10.0.0.0/8'),
  'negative: 172.31 edge of 172.16/12': excluded('172.31.255.255', '172.16.0.0/12'),
  'positive: 172.32 just outside 172.16/12': fires('7.378 s'),
  'negative: CGNAT 100.64/10': excluded('100.127.255.254', '100.64.0.0/10'),
  'negative: link-local IPv6 written uncompressed as Sysmon does': excluded(
    'fe80:0:0:0:e488:b85c:5262:ff86',
    'fe80::/10',
  ),
  'negative: multicast IPv6 ff02::1:3 uncompressed': excluded('ff02:0:0:0:0:0:1:3', 'ff00::/8'),
  'negative: IPv6 loopback uncompressed': excluded('0:0:0:0:0:0:0:1', '::1/128'),
  'positive: public IPv6': fires('7.378 s'),
  'negative: other process GUID': `process.entity_id differs: step 1 has ${START}, step 2 has {365ABB72-9AD8-5D04-0000-0010FFFFFFFF}`,
  'negative: same GUID on another host': 'host.id differs: step 1 has iewin7, step 2 has other-pc.example',
  'negative: network before start': 'connected 2.622 s before the start: step 2 must come after step 1',
  'positive once: two connections after one start give one sequence (the head is consumed)': fires('7.378 s'),
  'positive: name case differs (DLLHOST.EXE)': fires('7.378 s'),
  'positive: delivered out of order, timestamps in order': fires('7.378 s'),
  'negative: other image': 'process.name is mshta.exe: wanted process.name : "dllhost.exe" (step 2)',
  'negative: filtered connection then too late one': `connected 87.378 s after the start: 27.378 s beyond maxspan=1m; and besides: ${excluded('10.0.0.1', '10.0.0.0/8')}`,
};

describe.skipIf(!haveSeedCases)('an explanation of a seed case', () => {
  test('there is a reason for every case', () => {
    expect(seedCases().map(({ case: name }) => name)).toEqual(Object.keys(verdicts));
  });

  test.each(seedCases())('names the true reason: $case', async ({ case: name, events, expected_alerts }) => {
    const loaded = await loadRuleFiles(['rules/windows/dllhost_without_arguments_connects_out.toml']);
    const [rule] = loaded.rules;
    if (rule?.kind !== 'compiled') throw new Error('the shipped rule compiles');
    const explanation = explain(rule.compiled, await read(events.map(seedCaseXml).join('\n')));
    expect(explanation.verdict).toBe(verdicts[name]);
    expect(explanation.alerts).toBe(expected_alerts);
    // One change of the rule would have done, and it is counted.
    for (const { change } of explanation.misses) if (change !== undefined) expect(change.moreAlerts).toBe(1);
  });
});

async function read(text: string): Promise<readonly ExplainedEvent[]> {
  const events: ExplainedEvent[] = [];
  const input = {
    name: 'case',
    async *bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(text);
    },
  };
  for await (const items of readEvents(input, {}))
    for (const item of items) if (item.kind === 'event') events.push(item);
  return events;
}
