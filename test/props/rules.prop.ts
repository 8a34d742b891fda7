import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/event/json.ts';
import { withoutFileTables } from '../../src/rules/file-tables.ts';
import { loadRuleText } from '../../src/rules/load-rules.ts';
import { type Rule, ruleTypes } from '../../src/rules/rule.ts';
import { saveRule } from '../../src/rules/save-rule.ts';
import { writeTomlTable } from '../../src/rules/write-toml.ts';
import { readJsonString, readTomlString } from '../../src/rules/written-string.ts';
import { placeOf, sourceText } from '../../src/source/source-text.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

/** Texts as guides and queries have them, with all that makes quoting hard. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        "'''",
        '"""',
        '\\',
        '\n',
        '\r\n',
        '\t',
        'a',
        ' ',
        '#',
        'é',
        '\u0000',
        '\\u0041',
      ),
    )
    .map(parts => parts.join('')),
);
const { json } = fc.letrec<{ json: Json }>(tie => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    // JSON has one zero.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => number || 0),
    fc.boolean(),
    fc.array(tie('json')),
    fc.dictionary(text, tie('json'), { noNullPrototype: true }),
  ),
}));
const table: fc.Arbitrary<JsonObject> = fc.dictionary(text, json, { noNullPrototype: true });

const written: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record({
      name: text.map(name => `n${name}`),
      description: text,
      type: fc.constantFrom(...ruleTypes),
      severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
      risk_score: fc.integer({ min: 0, max: 100 }),
    }),
    fc.record(
      {
        rule_id: fc.uuid(),
        query: text,
        note: text,
        tags: fc.array(text),
        index: fc.array(text),
        filters: fc.array(table),
        meta: table,
        threat: fc.array(
          fc.record({
            framework: text,
            tactic: fc.record({ id: text, name: text, reference: text }),
            technique: fc.array(fc.record({ id: text, name: text, reference: text })),
          }),
        ),
      },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.string({ minLength: 9 }), json, { maxKeys: 2, noNullPrototype: true }),
  )
  .map(([required, optional, unknown]) => ({ ...unknown, ...required, ...optional }));

function loadOne(source: string): Rule {
  const rule = loadRuleText(sourceText('rule', source)).rules[0]?.value;
  if (rule === undefined) throw new Error(`no rule in ${source}`);
  return rule;
}

/** All of a rule but its place in a file. */
function meaning(rule: Rule): unknown {
  const { source: _source, places: _places, query: _query, ...origin } = rule.origin;
  return { ...rule, origin };
}

describe('rules', () => {
  test('load, save, load gives an equal rule', () => {
    fc.assert(
      fc.property(written, table, fc.constantFrom('toml', 'json'), (keys, metadata, format) => {
        const first =
          format === 'json'
            ? JSON.stringify(keys)
            : `${writeTomlTable(['metadata'], metadata)}\n${writeTomlTable(['rule'], keys)}`;
        const rule = loadOne(first);
        expect(rule.origin.written).toEqual(keys);
        expect(meaning(loadOne(saveRule(rule)))).toEqual(meaning(rule));
        const other = loadOne(saveRule(rule, format === 'json' ? 'toml' : 'json'));
        // In JSON the tables of a TOML file travel in `meta`.
        expect(withoutFileTables(other.origin.written)).toEqual(keys);
        expect(other.origin.metadata).toEqual(rule.origin.metadata);
      }),
      { numRuns },
    );
  });

  test('what TOML is written is read back the same', () => {
    fc.assert(
      fc.property(table, value => {
        // Through JSON, as the parser gives objects without a prototype.
        expect(JSON.parse(JSON.stringify(parse(writeTomlTable([], value))))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
      { numRuns },
    );
  });

  test('no text makes the loader throw', () => {
    const piece = fc.constantFrom(
      '[rule]\n',
      '[metadata]\n',
      'name = "n"\n',
      'type = "eql"\n',
      'query = """\n',
      '{"rule_id":"x"',
      '[{',
      '}',
      '}]',
      ',',
      'Rule type: eql\n',
      'Severity: low\n',
      'Tags:\n- a\n',
      'process where\n',
      'Framework: x\n',
      'Sub-technique:\nName: x\n',
      '\uFEFF',
      '\r\n',
    );
    const anyText = fc.array(fc.oneof(piece, text), { maxLength: 12 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(anyText, source => {
        for (const { value, diagnostics } of loadRuleText(sourceText('any', source)).rules) {
          expect(value !== undefined || diagnostics.length > 0).toBe(true);
          const query = value?.origin.query;
          if (query !== undefined) placeOf(query, query.text.length);
        }
      }),
      { numRuns },
    );
  });

  test('a string with escapes is decoded as the parsers decode it, and its places go forward', () => {
    fc.assert(
      fc.property(text, value => {
        const tomlText = writeTomlTable([], { x: value }).slice('x = '.length);
        for (const string of [readTomlString(tomlText, 0), readJsonString(JSON.stringify(value), 0)]) {
          expect(string.text).toBe(value);
          const outers = string.anchors.map(({ outer }) => outer);
          expect(outers).toEqual([...outers].sort((a, b) => a - b));
        }
      }),
      { numRuns },
    );
  });
});
