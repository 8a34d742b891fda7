import { describe, expect, test } from 'vitest';
import { placeOf, sourceText } from '../source/source-text.ts';
import { type LoadedText, loadRuleText } from './load-rules.ts';

const FIELDS = { name: 'n', description: 'd', severity: 'low', risk_score: 21, type: 'eql' };
const JSON_RULE = { rule_id: 'r', ...FIELDS, query: 'process where true' };
const TOML = `[rule]
rule_id = "r"
name = "n"
description = "d"
severity = "low"
risk_score = 21
type = "eql"
query = '''
process where
  true
'''
`;
const PAGE = `Some rule
What it finds.
Rule type: eql
Severity: low
Risk score: 21
process where true`;

function load(text: string): LoadedText {
  return loadRuleText(sourceText('rules', text));
}
/** The names of all rules met; a question mark for one that could not be read. */
function names(text: string): readonly string[] {
  return load(text).rules.map(({ value }) => value?.name ?? '?');
}

describe('the form of a rule file is told by its content', () => {
  const export_ = [
    JSON.stringify(JSON_RULE),
    JSON.stringify({ ...JSON_RULE, rule_id: 's', name: 'm' }),
    '{"list_id":"l","name":"exceptions","type":"detection","rule_id":"no"}',
    '{"id":"c","type":"action","attributes":{"name":"connector"}}',
    '{"exported_count":2,"exported_rules_count":2}',
  ];
  test.each([
    ['TOML', TOML, ['n']],
    ['TOML with Windows line ends', TOML.replaceAll('\n', '\r\n'), ['n']],
    ['TOML after a byte order mark', `\uFEFF${TOML}`, ['n']],
    ['TOML that begins with a list of tables', `[[rule.threat]]\n${TOML}`, ['n']],
    ['TOML in dotted keys', TOML.replace('[rule]', '').replace(/^(\w+) =/gm, 'rule.$1 ='), ['n']],
    ['a JSON object', JSON.stringify(JSON_RULE, null, 2), ['n']],
    ['a JSON object after a byte order mark', `\uFEFF${JSON.stringify(JSON_RULE)}`, ['n']],
    ['a JSON list', JSON.stringify([JSON_RULE, JSON_RULE]), ['n', 'n']],
    ['an NDJSON export', export_.join('\n'), ['n', 'm']],
    ['an NDJSON export with Windows line ends', `${export_.join('\r\n')}\r\n`, ['n', 'm']],
    ['a packaged asset', JSON.stringify({ id: 'r_1', type: 'security-rule', attributes: JSON_RULE }), ['n']],
    ['a page', PAGE, ['Some rule']],
    ['a page with Windows line ends', PAGE.replaceAll('\n', '\r\n'), ['Some rule']],
  ])('%s', (_form, text, expected) => {
    expect(load(text).kind).toBe('rules');
    expect(names(text)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['prose', '# Rules\n\nOne rule a file.\n'],
    ['a Markdown page with a rule as an example', `# How to\n\n\`\`\`toml\n${TOML}\`\`\`\n`],
    ['another TOML file', '[package]\nname = "x"\n'],
    ['a package.json', '{"name":"x","version":"1.0.0","type":"module"}'],
    ['events', '{"@timestamp":"2026-01-01T00:00:00Z","rule":{"name":"x"}}\n{"@timestamp":1}\n'],
    ['an exception list alone', '{"list_id":"l","name":"exceptions","type":"detection"}'],
    ['broken JSON of something else', '{"name": "x",, }'],
  ])('%s is no rule', (_form, text) => {
    const loaded = load(text);
    expect(loaded.kind).toBe('not-a-rule');
    expect(loaded.rules.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
      'RUL002',
    ]);
  });
});

describe('a rule that was read', () => {
  test('has the defaults of Kibana for what is not written, and keeps what is', () => {
    const rule = load(TOML).rules[0]?.value;
    expect(rule).toMatchObject({
      version: 1,
      from: 'now-6m',
      interval: '5m',
      max_signals: 100,
      enabled: true,
    });
    expect(Object.keys(rule?.origin.written ?? {})).toHaveLength(7);
    expect(rule).not.toHaveProperty('index');
  });

  test('takes null for a key that is not set', () => {
    const [checked] = load(JSON.stringify({ ...JSON_RULE, note: null, meta: null, interval: null })).rules;
    expect(checked?.diagnostics).toEqual([]);
    expect(checked?.value?.interval).toBe('5m');
    expect(checked?.value).not.toHaveProperty('note');
  });

  test('keeps keys that the model does not name', () => {
    const rule = load(JSON.stringify({ ...JSON_RULE, timeline_id: 't', colour: 1 })).rules[0]?.value;
    expect(rule?.extra).toEqual({ timeline_id: 't', colour: 1 });
  });

  test('without an id gets one that hangs on its name alone', () => {
    const { rule_id: _, ...unnamed } = JSON_RULE;
    const idOf = (text: string): string | undefined => load(text).rules[0]?.value?.rule_id;
    const id = idOf(JSON.stringify(unnamed));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf(TOML.replace(/^rule_id.*\n/m, ''))).toBe(id);
    expect(idOf(JSON.stringify({ ...unnamed, name: 'm' }))).not.toBe(id);
  });

  test.each([
    ['TOML', TOML],
    ['TOML with Windows line ends', TOML.replaceAll('\n', '\r\n')],
    ['TOML with escapes', TOML.replace(/'''.*'''/s, () => String.raw`"\u0070rocess where\n\ttrue"`)],
    ['JSON', JSON.stringify({ ...JSON_RULE, query: 'process\twhere\n\ttrue' })],
    ['a line of NDJSON', `{}\n${JSON.stringify({ ...JSON_RULE, query: '"process" where true' })}`],
    ['a page', PAGE],
    [
      'a page with Windows line ends',
      `${PAGE.replace('where ', 'where\r\n').replaceAll(/\r?\n/g, '\r\n')}\r\n`,
    ],
    ['after a byte order mark', `\uFEFF${TOML}`],
  ])('knows where its query stands: %s', (_form, text) => {
    const query = load(text).rules.find(({ value }) => value !== undefined)?.value?.origin.query;
    if (query === undefined) throw new Error('no query');
    const place = placeOf(query, query.text.indexOf('true'));
    expect(place.source.text).toBe(text);
    expect(place.offset).toBe(text.lastIndexOf('true'));
  });
});

test.each([
  ['a value nested a hundred thousand times', `{"rule_id":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
  ['broken JSON nested a hundred thousand times', `{"rule_id":${'['.repeat(1e5)}`],
  ['TOML nested a hundred thousand times', `[rule]\nname = ${'['.repeat(1e5)}`],
  ['a hundred thousand blank lines', '\n'.repeat(1e5)],
  [
    'a page of three hundred thousand bullets',
    `Rule type: eql\nSeverity: low\nTags:\n${'- a\n'.repeat(3e5)}`,
  ],
])('%s is read or refused in due time', (_name, text) => {
  const started = performance.now();
  expect(load(text).rules.every(({ diagnostics }) => diagnostics.length > 0)).toBe(true);
  expect(performance.now() - started).toBeLessThan(5000);
});
