import type { Rule } from '../../../src/rules/rule.ts';
import { sourceText } from '../../../src/source/source-text.ts';

/** A rule with everything that alerts carry, for tests of alerts. */
export const sampleRule: Rule = {
  rule_id: '3f1c2f0e-6f0b-4d6e-9a55-0d3c2f1b7a10',
  name: 'Bare DllHost calls out',
  description: 'A COM surrogate without arguments connects to a public address.',
  type: 'eql',
  language: 'eql',
  query: 'sequence by host.id with maxspan=1m [process where true] [network where true]',
  index: ['logs-endpoint.events.*', 'winlogbeat-*'],
  severity: 'medium',
  risk_score: 47,
  version: 208,
  enabled: true,
  author: ['Tripline'],
  license: 'Apache-2.0',
  tags: ['OS: Windows', 'Tactic: Defense Evasion'],
  references: ['https://www.iana.org/assignments/iana-ipv4-special-registry'],
  false_positives: [],
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
        },
      ],
    },
  ],
  note: 'Look at the parent first.',
  setup: '',
  from: 'now-9m',
  to: 'now',
  interval: '5m',
  max_signals: 100,
  severity_mapping: [],
  risk_score_mapping: [],
  exceptions_list: [],
  extra: { timeline_id: 't-1' },
  origin: { format: 'toml', source: sourceText('sample.toml', ''), written: {} },
};
