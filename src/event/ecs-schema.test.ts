import { expect, test } from 'vitest';
import { ecsSchema } from './ecs-schema.ts';

test.each([
  ['process.name', 'keyword'],
  ['process.name.text', 'text'],
  ['data_stream.type', 'keyword'],
  ['registry.data.strings', 'keyword'],
  ['message', 'text'],
  ['process.pid', 'long'],
  ['log.syslog.priority', 'long'],
  ['host.cpu.usage', 'double'],
  ['vulnerability.score.base', 'double'],
  ['process.code_signature.trusted', 'boolean'],
  ['destination.ip', 'ip'],
  ['@timestamp', 'date'],
  ['source.geo.location', 'unsupported'],
  ['labels', 'unsupported'],
  ['file.pe.imports', 'unsupported'],
  ['process.io.bytes_skipped', 'unsupported'],
] as const)('%s is of the type %s', (path, type) => {
  expect(ecsSchema.typeOf(path)).toBe(type);
});

test('a field inside a nested field cannot be reached', () => {
  expect(ecsSchema.typeOf('file.pe.sections')).toBe('unsupported');
  expect(ecsSchema.typeOf('file.pe.sections.name')).toBe('unsupported');
});

test.each(['process', 'process.nmae', 'constructor', ''])('it does not know `%s`', path => {
  expect(ecsSchema.typeOf(path)).toBeUndefined();
});

test('its names come sorted, each once, and all have types', () => {
  const names = ecsSchema.names();
  expect(names.length).toBeGreaterThan(2_600);
  expect(names).toEqual([...new Set(names)].sort());
  expect(names.filter(name => ecsSchema.typeOf(name) === undefined)).toEqual([]);
});

test('a multi-field is read from the field above it, any other field from itself', () => {
  expect(ecsSchema.sourceOf?.('process.name.text')).toBe('process.name');
  expect(ecsSchema.sourceOf?.('process.name')).toBe('process.name');
  expect(ecsSchema.sourceOf?.('my.text')).toBe('my.text');
});
