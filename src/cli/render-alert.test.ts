import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import { expectCard } from '../../test/cases/cards/golden.ts';
import { buildAlerts } from '../alerts/build-alerts.ts';
import type { FoundAlert } from '../app/scan.ts';
import type { JsonObject } from '../event/json.ts';
import { compileRule } from '../rules/compile-rule.ts';
import { loadRuleText } from '../rules/load-rules.ts';
import { displayWidth } from '../source/display-text.ts';
import { sourceText } from '../source/source-text.ts';
import { renderAlert, renderAlertLine } from './render-alert.ts';

const plain = pc.createColors(false);

const RULE = {
  rule_id: 'r',
  name: 'DllHost Started Without Arguments Connects Out',
  description:
    'A COM surrogate without arguments serves no class. One that also talks to a public address is most likely another program in its skin.',
  severity: 'high',
  risk_score: 73,
  type: 'eql',
  index: ['logs-*'],
  threat: [
    {
      framework: 'MITRE ATT&CK',
      tactic: {
        id: 'TA0005',
        name: 'Defense Evasion',
        reference: 'https://attack.mitre.org/tactics/TA0005/',
      },
      technique: [
        {
          id: 'T1218',
          name: 'System Binary Proxy Execution',
          reference: 'https://attack.mitre.org/techniques/T1218/',
          subtechnique: [
            {
              id: 'T1218.011',
              name: 'Rundll32',
              reference: 'https://attack.mitre.org/techniques/T1218/011/',
            },
          ],
        },
      ],
    },
  ],
  note: '## Investigation guide\n\n### Possible investigation steps\n\n- Look at the parent: a COM surrogate has `svchost.exe`.\n- Look up the address.\n- Isolate the host.\n- Not shown.\n',
};

/** The alert of a match of `query`, without looking whether it is one. */
function found(
  query: string,
  documents: readonly (JsonObject | undefined)[],
  joinKeys?: FoundAlert['match']['joinKeys'],
  changes: object = {},
): FoundAlert {
  const text = JSON.stringify({ ...RULE, ...changes, query });
  const loaded = loadRuleText(sourceText('rule.json', text)).rules[0]?.value;
  const rule = loaded === undefined ? undefined : compileRule(loaded).value;
  if (rule === undefined) throw new Error(`the rule does not compile: ${query}`);
  const events = documents.map((document, at) =>
    document === undefined ? undefined : { id: `e${at}`, index: 'logs-x', document },
  );
  const refs = documents.map((document, at) => (document === undefined ? undefined : at));
  return {
    rule,
    match: { rule: 0, refs, events, ...(joinKeys === undefined ? {} : { joinKeys }) },
    group: buildAlerts(rule.rule, events, joinKeys, { executionUuid: 'x' }),
  };
}

const card =
  (alert: FoundAlert, withGuide = false) =>
  (width: number): string =>
    renderAlert(alert, width, plain, withGuide);

function at(seconds: number, fields: JsonObject): JsonObject {
  return {
    '@timestamp': new Date(Date.UTC(2026, 2, 17, 8, 41, 42) + seconds * 1000).toISOString(),
    host: { name: 'fin-ws-014', id: 'h-1' },
    user: { name: 'i.brandt', domain: 'NORDHAFEN' },
    ...fields,
  };
}

const started = at(0, {
  event: { category: ['process'], type: ['start'], action: 'start' },
  process: {
    name: 'dllhost.exe',
    pid: 4096,
    entity_id: 'p-1',
    args_count: 1,
    executable: 'C:\\Windows\\System32\\dllhost.exe',
    parent: { name: 'rundll32.exe' },
  },
});
const connected = at(8, {
  event: { category: ['network'], action: 'connection_attempted' },
  process: { name: 'dllhost.exe', pid: 4096, entity_id: 'p-1' },
  source: { ip: '10.20.4.14', port: 59327 },
  destination: { ip: '1.2.3.4', port: 443 },
  network: { transport: 'tcp' },
});
const failedLogon = (seconds: number, name: string) =>
  at(seconds, {
    event: { category: ['authentication'], action: 'logon-failed', outcome: 'failure' },
    user: { name },
    source: { ip: '10.1.1.7' },
  });

const START = '[process where process.name : "dllhost.exe" and process.args_count == 1]';
const CONNECT =
  '[network where not cidrmatch(destination.ip, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")]';

describe('the card of an alert', () => {
  test('of a single event, with why it counts and what to do', () => {
    const query =
      'process where process.name : "dllhost.exe" and process.args_count == 1 and process.parent.name != "svchost.exe"';
    expectCard('event', card(found(query, [started]), true));
  });

  test('of a sequence', () => {
    const query = `sequence by host.id, process.entity_id with maxspan=1m ${START} ${CONNECT}`;
    expectCard('sequence', card(found(query, [started, connected], ['h-1', 'p-1'])));
  });

  test('of a sequence with events missing between and after', () => {
    const query = `sequence by host.id with maxspan=5m ${START} ![file where file.path : "C:\\\\Windows\\\\*"] ${CONNECT} ![process where process.name : ("werfault.exe", "wermgr.exe")]`;
    expectCard('missing', card(found(query, [started, undefined, connected, undefined], ['h-1'])));
  });

  test('of a sequence with events missing on both sides', () => {
    const query = `sequence by host.id with maxspan=5m ![dns where true] ${START} ${CONNECT} ![process where process.name : "werfault.exe"]`;
    expectCard('missing-around', card(found(query, [undefined, started, connected, undefined], ['h-1'])));
  });

  test('of a repeated step, which tells what is new in each', () => {
    const query = `sequence by source.ip with maxspan=5m [authentication where event.outcome == "failure" and user.name != null] with runs=3 [authentication where event.outcome == "success"]`;
    const success = at(20, {
      event: { category: ['authentication'], action: 'logon', outcome: 'success' },
      source: { ip: '10.1.1.7' },
    });
    const events = [failedLogon(0, 'anna'), failedLogon(1, 'anna'), failedLogon(2, 'bert'), success];
    expectCard('runs', card(found(query, events, ['10.1.1.7'])));
  });

  test('of many events, of which the first and the last are shown', () => {
    const query = 'sequence by source.ip [authentication where event.outcome == "failure"] with runs=100';
    const events = Array.from({ length: 100 }, (_, number) => failedLogon(number * 3, `user-${number}`));
    expectCard('many', card(found(query, events, ['10.1.1.7'])));
  });

  test('of a sample', () => {
    const query = `sample by host.id ${START} ${CONNECT}`;
    expectCard(
      'sample',
      card(found(query, [{ ...started, '@timestamp': '2026-03-17T09:00:00Z' }, connected], ['h-1'])),
    );
  });

  test('of events that say little', () => {
    expectCard(
      'bare',
      card(
        found('sequence [any where a.b == 1] [any where a.b == 2]', [{ a: { b: 1 } }, { a: { b: 2 } }], [], {
          threat: [],
        }),
      ),
    );
  });

  test('of long conditions and values', () => {
    const names = Array.from({ length: 2697 }, (_, number) => `"driver-${number}.sys"`).join(', ');
    const excepted = Array.from(
      { length: 20 },
      (_, number) => `not process.parent.executable : "C:\\\\Program Files\\\\Agent ${number}\\\\*"`,
    ).join(' and ');
    const query = `process where process.name in (${names}) and length(process.command_line) + process.args_count > 100 and ${excepted} and process.executable : ("?:\\\\Users\\\\*", "?:\\\\Temp\\\\*")`;
    const document = at(0, {
      event: { category: ['process'], type: ['start'] },
      process: {
        name: 'driver-7.sys',
        pid: 1,
        args_count: 3,
        executable: `C:\\Users\\${'very-'.repeat(30)}long\\driver-7.sys`,
        command_line: 'driver-7.sys '.repeat(60),
        parent: { name: 'p'.repeat(200), executable: 'C:\\p.exe' },
      },
    });
    expectCard('long', card(found(query, [document], undefined, { name: 'A name that '.repeat(12) })));
  });

  test('in any script, and with nothing of it acting on the terminal', () => {
    const hostile = '\u001b[2J\u202eevil\r\n\u0007';
    const document = at(0, {
      event: { category: [`process${hostile}`, 'process'], action: hostile },
      host: { name: `ホスト${hostile}` },
      user: { name: `用户👩‍👩‍👧${hostile}`, domain: hostile },
      process: { name: `процесс${hostile}`, pid: hostile, args_count: 1, parent: { name: hostile } },
      destination: { ip: hostile, port: hostile },
      file: { path: hostile },
    });
    const query = `sequence by process.name with maxspan=1m [any where process.name : "п*\\u{1b}" or process.args_count == 1] [any where true]`;
    const changes = {
      name: `Regel ${hostile}`,
      description: `Grund ${hostile}`,
      note: `## Investigate\n- ${hostile}step`,
      threat: [
        { framework: 'MITRE ATT&CK', tactic: { id: hostile, name: hostile, reference: '' }, technique: [] },
      ],
    };
    expectCard('hostile', card(found(query, [document, document], [hostile], changes), true));
  });
});

describe('the line of an alert', () => {
  test('has time, severity, host and name', () => {
    const query = `sequence by host.id with maxspan=1m ![dns where true] ${START} ${CONNECT}`;
    const alert = found(query, [undefined, started, connected], ['h-1']);
    expectCard('line', width => renderAlertLine(alert, width, plain));
  });
});

test('colours take no columns and close at the end of each line', () => {
  const query = `sequence by host.id, process.entity_id with maxspan=1m ${START} ![dns where true] ${CONNECT}`;
  const alert = found(query, [started, undefined, connected], ['h-1', 'p-1']);
  const coloured = renderAlert(alert, 80, pc.createColors(true), true);
  const uncoloured = coloured.replace(/\u001b\[\d+m/g, '');
  expect(uncoloured).toBe(renderAlert(alert, 80, plain, true));
  expect(coloured).not.toBe(uncoloured);
  expect(displayWidth(uncoloured.split('\n')[0] ?? '')).toBeLessThanOrEqual(80);
});
