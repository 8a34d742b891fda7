import { expect, test } from 'vitest';
import { ecsSchema } from '../../event/ecs-schema.ts';
import { extendSchema } from '../../event/extend-schema.ts';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sourceText } from '../../source/source-text.ts';
import { compileEql, type EqlOptions } from './index.ts';

function said(query: string, options: EqlOptions = {}): readonly (readonly [string, string | undefined])[] {
  return compileEql(sourceText('<query>', query), options).diagnostics.map(({ code, help }) => [code, help]);
}

const own: EqlOptions = {
  schema: extendSchema(ecsSchema, { 'vpc.flow.bytes': 'long', 'vpc.flow.action': 'keyword' }),
};

test('a declared field is no longer warned of, and has its type', () => {
  expect(said('any where vpc.flow.bytes > 10').map(([code]) => code)).toEqual(['EQL102']);
  expect(said('any where vpc.flow.bytes > 10', own)).toEqual([]);
  expect(said('any where vpc.flow.bytes : "x"', own).map(([code]) => code)).toEqual(['EQL202']);
});

test('a slip of the pen in a declared field is told with its neighbour', () => {
  expect(said('any where vpc.flow.acton == "ACCEPT"', own)).toEqual([
    ['EQL101', 'did you mean `vpc.flow.action`?'],
  ]);
});

test('unknown fields with a near name are told one by one, all others together, each once', () => {
  const query =
    'any where process.nam == "a" and x.one == 1 and x.two == 2 and process.nam == "b" and porcess.pid == 3 and x.one == 4';
  const { value, diagnostics } = compileEql(sourceText('<query>', query));
  expect(value).toBeDefined();
  expect(renderDiagnostics(diagnostics, { color: false }).match(/^warning.*$/gm)).toEqual([
    'warning[EQL101]: unknown field `process.nam`',
    'warning[EQL102]: fields are not in ECS: `x.one`, `x.two`',
    'warning[EQL101]: unknown field `porcess.pid`',
  ]);
});
