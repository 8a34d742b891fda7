import { describe, expect, test } from 'vitest';
import { ecsSchema } from '../event/ecs-schema.ts';
import type { Schema } from '../event/schema.ts';
import { renderDiagnostics } from '../source/render-terminal.ts';
import { sourceText } from '../source/source-text.ts';
import { readSchema, readSchemaFile } from './schema-file.ts';

function told(text: string): string {
  return renderDiagnostics(readSchema(sourceText('schema.json', text), ecsSchema).diagnostics, {
    color: false,
  });
}

function schemaOf(content: unknown): Schema {
  const { value, diagnostics } = readSchema(sourceText('schema.json', JSON.stringify(content)), ecsSchema);
  expect(diagnostics).toEqual([]);
  if (value === undefined) throw new Error('no schema');
  return value;
}

const PROPERTIES = {
  properties: {
    vpc: {
      properties: {
        bytes: { type: 'unsigned_long' },
        'rule.name': { type: 'wildcard', fields: { text: { type: 'match_only_text' } } },
        spans: { type: 'nested', properties: { id: { type: 'keyword' } } },
      },
    },
    rule_name: { type: 'alias', path: 'vpc.rule.name' },
    pid: { type: 'alias', path: 'process.pid' },
    rule_text: { type: 'alias', path: 'vpc.rule.name.text' },
    geo: { type: 'geo_shape' },
  },
};

describe('a schema', () => {
  test('as a list adds its fields to those of ECS, and may change one', () => {
    const schema = schemaOf({ 'vpc.bytes': 'long', 'process.pid': 'keyword', 'vpc.any': 'unknown' });
    expect(['vpc.bytes', 'process.pid', 'process.name', 'vpc.any', 'vpc'].map(schema.typeOf)).toEqual([
      'long',
      'keyword',
      'keyword',
      'unknown',
      undefined,
    ]);
    expect(schema.names()).toContain('vpc.bytes');
  });

  test.each<[string, unknown]>([
    ['bare properties', PROPERTIES],
    ['the mapping of a new index', { settings: { number_of_shards: 1 }, mappings: PROPERTIES }],
    ['the answer of _mapping', { 'logs-vpc-1': { mappings: PROPERTIES }, empty: { mappings: {} } }],
    ['an index template', { index_patterns: ['logs-*'], template: { mappings: PROPERTIES } }],
    [
      'the answer of _index_template',
      { index_templates: [{ name: 'a', index_template: { template: { mappings: PROPERTIES } } }] },
    ],
    [
      'the answer of _component_template',
      { component_templates: [{ name: 'a', component_template: { template: { mappings: PROPERTIES } } }] },
    ],
  ])('is read from %s', (_, content) => {
    const schema = schemaOf(content);
    const fields = {
      'vpc.bytes': 'long',
      'vpc.rule.name': 'keyword',
      'vpc.rule.name.text': 'text',
      'vpc.spans': 'unsupported',
      'vpc.spans.id': 'unsupported',
      rule_name: 'keyword',
      pid: 'long',
      geo: 'unsupported',
      vpc: undefined,
    };
    expect(Object.keys(fields).map(name => [name, schema.typeOf(name)])).toEqual(Object.entries(fields));
    expect(
      ['vpc.rule.name.text', 'rule_name', 'rule_text', 'process.name.text', 'vpc.bytes'].map(path =>
        schema.sourceOf?.(path),
      ),
    ).toEqual(['vpc.rule.name', 'vpc.rule.name', 'vpc.rule.name', 'process.name', 'vpc.bytes']);
  });

  test('knows runtime fields that documents hold, and none that a script makes', () => {
    const schema = schemaOf({
      runtime: { port: { type: 'long' }, made: { type: 'long', script: 'emit(1)' } },
    });
    expect(['port', 'made'].map(schema.typeOf)).toEqual(['long', 'unsupported']);
  });
});

describe('what is wrong with a schema is told', () => {
  test('CLI010: it cannot be read', async () => {
    const { value, diagnostics } = await readSchemaFile('test/no-such-schema.json');
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: 'CLI010',
        message: 'the schema `test/no-such-schema.json` cannot be read: there is no such file or folder',
      },
    ]);
  });

  test.each([
    [
      '{"a": "long",\n "b" "long"}',
      'error[CLI011]: the schema is not JSON\n --> schema.json:2:6',
      'colon expected',
    ],
    ['', 'error[CLI011]: the schema is not JSON\n --> schema.json:1:1', ''],
    ['['.repeat(100_000), 'error[CLI011]', ''],
    ['{}', 'error[CLI012]: the schema names no field\n --> schema.json:1:1', 'GET index/_mapping'],
    ['["keyword"]', 'error[CLI012]: the schema names no field', ''],
    ['{"mappings": {"properties": {}}}', 'error[CLI012]: the schema names no field', ''],
    ['{"a": {"typ": "long"}}', 'error[CLI012]: expected a type for the field `a`', ':1:7'],
    ['{"properties": {"a": {"type": 3}}}', 'error[CLI012]: expected a type for the field `a`', ':1:31'],
    [
      '{"a": "keywrod"}',
      'warning[CLI013]: `keywrod` is no known type\n --> schema.json:1:7',
      'did you mean `keyword`?',
    ],
    [
      '{"i": {"mappings": {"properties": {"a": {"type": "ip"}}}},\n "j": {"mappings": {"properties": {"a": {"type": "long"}}}}}',
      'warning[CLI014]: `a` is `long` here and `ip` before\n --> schema.json:2:50',
      '`ip` is used',
    ],
  ])('%.40s', (text, start, more) => {
    expect(told(text).startsWith(start), told(text)).toBe(true);
    expect(told(text)).toContain(more);
  });

  test('an unknown type leaves the field known', () => {
    const { value } = readSchema(sourceText('schema.json', '{"a": "hologram"}'), ecsSchema);
    expect(value?.typeOf('a')).toBe('unknown');
  });
});
