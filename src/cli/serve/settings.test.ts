import { resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { renderDiagnostics } from '../../source/render-terminal.ts';
import { sourceText } from '../../source/source-text.ts';
import { serveCommand } from '../commands/serve.ts';
import { readEnvironment, readSettings, takeSettings } from './settings.ts';

const command = (): Command => serveCommand(() => {});

function read(text: string, path = '/etc/tripline/serve.toml') {
  return readSettings(sourceText(path, text), command().options);
}

function wrong(text: string): string {
  const { diagnostics, value } = read(text);
  expect(value).toBeUndefined();
  return renderDiagnostics(diagnostics, { color: false, most: 20 });
}

describe('a file', () => {
  test('has the names of flags, and values as these take them', () => {
    const { diagnostics, value } = read(`
data = "data"
listen = "[::1]:4181"
rules = ["rules", "/own"]
trust-proxy = "10.0.0.1"
keep = "12h"
keep-gigabytes = 200
durability = "kill"
sign-in-link = true
verbose = false
`);
    expect(diagnostics).toEqual([]);
    expect(Object.fromEntries(value ?? [])).toEqual({
      data: resolve('/etc/tripline/data'),
      listen: { host: '::1', port: 4181 },
      rules: [resolve('/etc/tripline/rules'), resolve('/own')],
      trustProxy: ['10.0.0.1'],
      keep: 43_200_000,
      keepGigabytes: 200,
      durability: 'kill',
      signInLink: true,
    });
  });

  test('may be empty', () => {
    expect(read('# nothing yet\n').value?.size).toBe(0);
  });

  test('in the folder of the call leaves paths as they are', () => {
    expect(read('rules = "rules"', 'serve.toml').value?.get('rules')).toEqual(['rules']);
  });

  test('that is no TOML is told with the place', () => {
    expect(wrong('keep = "30d"\nlisten = 127.0.0.1:4180\n')).toContain(
      'error[CLI021]: the configuration is not TOML\n --> /etc/tripline/serve.toml:2:',
    );
  });

  test('with a misspelt name is told with the nearest one', () => {
    expect(wrong('keep_gigabyte = 5\n')).toMatch(
      /error\[CLI022\]: there is no setting `keep_gigabyte`\n --> \S+:1:1\n[\s\S]*did you mean `keep-gigabytes`\?/,
    );
  });

  test.each(['config = "other.toml"', 'help = true', '[serve]\nkeep = "1d"', '__proto__ = 1', '"" = 1'])(
    'with %j is told where the names are',
    text => {
      expect(wrong(text)).toMatch(/error\[CLI022\][\s\S]*`tripline serve --help` lists them/);
    },
  );

  test.each([
    ['keep = 30', 'expected a duration such as 30s, 5m or 1h'],
    ['listen = "here"', 'expected HOST:PORT'],
    ['listen = ["127.0.0.1:1"]', 'expected one text or number'],
    ['rules = [["a"]]', 'expected a text, or a list of texts'],
    ['rules = { a = 1 }', 'expected a text, or a list of texts'],
    ['durability = "none"', 'allowed choices are power-loss, kill'],
    ['verbose = "yes"', 'expected true or false'],
    ['keep-gigabytes = -1', 'expected a whole number'],
  ])('with %s is told what was expected', (text, expected) => {
    const told = wrong(text);
    expect(told).toContain('error[CLI023]');
    expect(told).toContain(expected);
  });

  test('tells all that is wrong at once', () => {
    expect(read('kep = "1d"\nlisten = 5000000\nverbose = 1\n').diagnostics).toHaveLength(3);
  });
});

describe('the environment', () => {
  test('has the names of flags too, and lists with commas', () => {
    const { value } = readEnvironment(
      {
        ...{ TRIPLINE_KEEP_GIGABYTES: ' 7 ', TRIPLINE_RULES: 'a, b,', TRIPLINE_VERBOSE: 'TRUE' },
        ...{ TRIPLINE_EMPTY: '0', TRIPLINE_LISTEN: '', TRIPLINE_PORT: 'tcp://10.0.0.1:4180', KEEP: '1d' },
      },
      command().options,
    );
    expect(Object.fromEntries(value ?? [])).toEqual({ keepGigabytes: 7, rules: ['a', 'b'], verbose: true });
  });

  test('with a wrong value is told by the name of the variable', () => {
    const { diagnostics } = readEnvironment(
      { TRIPLINE_VERBOSE: 'maybe', TRIPLINE_KEEP: 'long' },
      command().options,
    );
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'CLI023 `TRIPLINE_KEEP` in the environment has a wrong value: expected a duration such as 30s, 5m or 1h',
      'CLI023 `TRIPLINE_VERBOSE` in the environment has a wrong value: expected true or false',
    ]);
  });
});

test('a file that is not there is told, and nothing of the environment is lost over it', async () => {
  const serve = command().action(() => {});
  await serve.parseAsync(['--config', '/nowhere/serve.toml'], { from: 'user' });
  const told = await takeSettings(serve, { TRIPLINE_DURABILITY: 'kill' });
  expect(told.map(({ code }) => code)).toEqual(['CLI020']);
  expect(serve.opts()['durability']).toBe('kill');
});
