import { expect, test } from 'vitest';
import { sourceText } from '../source/source-text.ts';
import { loadRuleText } from './load-rules.ts';
import type { Rule } from './rule.ts';

function load(text: string): Rule | undefined {
  const [checked] = loadRuleText(sourceText('page.txt', text)).rules;
  expect(checked?.diagnostics).toEqual([]);
  return checked?.value;
}

test('a page in Markdown, with headings, fences and blank lines, reads like one without', () => {
  const rule = load(`# Shell from a web server [shell-from-a-web-server]

Finds shells.

**Rule type**: eql

**Rule indices**:

* logs-endpoint.events.process-*
* winlogbeat-*

**Severity**: High

**Risk score**: 73

**Runs every**: 10 minutes

**Searches indices from**: now-20m ([Date Math format](https://example.org), see also [\`Additional look-back time\`](https://example.org))

**Maximum alerts per execution**: 50

**References**:

* [https://example.org/a](https://example.org/a)

**Tags**:

* Domain: Endpoint
* Tactic: Execution

**Version**: 7

**Rule authors**:

* Tripline

**Rule license**: Apache-2.0

## Investigation guide [_investigation_guide_1]

**Triage and analysis**

**Our own heading**

Ask the owner of the host.

## Setup [_setup_1]

Install the agent.

## Rule query [_rule_query_1]

\`\`\`js
/* shells */
process where process.name == "sh"

  and true
\`\`\`

**Framework**: MITRE ATT&CKTM

* Tactic:

    * Name: Execution
    * ID: TA0002
    * Reference URL: [https://attack.mitre.org/tactics/TA0002/](https://attack.mitre.org/tactics/TA0002/)

* Technique:

    * Name: Command and Scripting Interpreter
    * ID: T1059
    * Reference URL: https://attack.mitre.org/techniques/T1059/

* Sub-technique:

    * Name: Unix Shell
    * ID: T1059.004
    * Reference URL: https://attack.mitre.org/techniques/T1059/004/

* Framework: MITRE ATT&CK™

* Tactic:

    * Name: Persistence
    * ID: TA0003
    * Reference URL: https://attack.mitre.org/tactics/TA0003/
`);
  expect(rule).toMatchObject({
    name: 'Shell from a web server',
    description: 'Finds shells.',
    type: 'eql',
    language: 'eql',
    index: ['logs-endpoint.events.process-*', 'winlogbeat-*'],
    severity: 'high',
    risk_score: 73,
    interval: '10m',
    from: 'now-20m',
    max_signals: 50,
    references: ['https://example.org/a'],
    tags: ['Domain: Endpoint', 'Tactic: Execution'],
    version: 7,
    author: ['Tripline'],
    license: 'Apache-2.0',
    note: '## Triage and analysis\n\n**Our own heading**\n\nAsk the owner of the host.',
    setup: 'Install the agent.',
    query: '/* shells */\nprocess where process.name == "sh"\n\n  and true',
  });
  expect(rule?.threat).toEqual([
    {
      framework: 'MITRE ATT&CK',
      tactic: { name: 'Execution', id: 'TA0002', reference: 'https://attack.mitre.org/tactics/TA0002/' },
      technique: [
        {
          name: 'Command and Scripting Interpreter',
          id: 'T1059',
          reference: 'https://attack.mitre.org/techniques/T1059/',
          subtechnique: [
            {
              name: 'Unix Shell',
              id: 'T1059.004',
              reference: 'https://attack.mitre.org/techniques/T1059/004/',
            },
          ],
        },
      ],
    },
    {
      framework: 'MITRE ATT&CK',
      tactic: { name: 'Persistence', id: 'TA0003', reference: 'https://attack.mitre.org/tactics/TA0003/' },
      technique: [],
    },
  ]);
});

test('lists without bullets end at the next label', () => {
  const rule = load(
    'n\nd\nRule type: query\nRule indices:\na-*\nb-*\nSeverity: low\nRisk score: 1\nTags:\nOS: Linux',
  );
  expect(rule).toMatchObject({ index: ['a-*', 'b-*'], tags: ['OS: Linux'], language: 'kuery' });
});

const HEAD = 'n\nd\nRule type: TYPE\nSeverity: low\nRisk score: 1\nRule license: x\n';
test.each([
  ['eql', 'sequence by host.id with maxspan=1m\n[a where true]\n[b where true]'],
  ['eql', 'sequence\n[a where true]\n[b where true]'],
  ['eql', 'any where true'],
  ['eql', '"odd category" where true'],
  ['esql', 'from logs-*\n| keep host.name'],
  ['query', 'event.category:process and\nnot host.os.type : linux'],
  ['new_terms', 'not (host.os.type:windows)'],
])('the query of type %s begins where the prose ends: %s', (type, query) => {
  const guide =
    'Investigating it\nA sequence of events, where the process is of interest.\n- Note: from here on';
  const rule = load(
    `${HEAD.replace('TYPE', type)}${guide}\n${query}\nFramework: MITRE ATT&CK\nTactic:\nName: t`,
  );
  expect(rule?.query).toBe(query);
  expect(rule?.note).toContain('Note: from here on');
  expect(rule?.threat).toHaveLength(1);
});
