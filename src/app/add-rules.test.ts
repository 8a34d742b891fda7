import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addRules } from './add-rules.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tripline-add-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}
const read = (path: string): string => readFileSync(join(home, path), 'utf8');
const ruleText = (id: string, version: number, query: string, extra = ''): string =>
  `[metadata]\nmaturity = "production"\n\n[rule]\nauthor = ["A"]\ndescription = "d"\nlanguage = "eql"\nlicense = "L"\nname = "Rule ${id}"\nrisk_score = 21\nrule_id = "${id}"\nseverity = "low"\ntype = "eql"\nversion = ${version}\nquery = '''\n${query}\n'''\n${extra}`;

async function add(isDryRun = false): Promise<Record<string, string>> {
  const { rules } = await addRules([join(home, 'upstream')], join(home, 'mine'), { isDryRun });
  return Object.fromEntries(rules.map(({ outcome, ruleId }) => [ruleId, outcome]));
}

describe('adding rules', () => {
  test('takes files as they are, with the folders that they stand in, and what they were taken over as', async () => {
    write('upstream/windows/a.toml', ruleText('a', 1, 'process where true'));
    write('upstream/README.md', 'no rule');
    expect(await add()).toEqual({ a: 'added' });
    expect(read('mine/windows/a.toml')).toBe(read('upstream/windows/a.toml'));
    expect(read('mine/.added/windows/a.toml')).toBe(read('upstream/windows/a.toml'));
    expect(await add()).toEqual({ a: 'same' });
  });

  test('replaces an untouched rule by its newer version, and merges one that was changed here', async () => {
    write('upstream/a.toml', ruleText('a', 1, 'process where true'));
    write('upstream/b.toml', ruleText('b', 1, 'process where true'));
    await add();
    write('mine/b.toml', read('mine/b.toml').replace('risk_score = 21', 'risk_score = 99'));
    write('upstream/a.toml', ruleText('a', 2, 'process where false'));
    write('upstream/b.toml', ruleText('b', 2, 'process where false'));
    expect(await add()).toEqual({ a: 'updated', b: 'merged' });
    expect(read('mine/a.toml')).toBe(read('upstream/a.toml'));
    expect(read('mine/b.toml')).toContain('risk_score = 99');
    expect(read('mine/b.toml')).toContain('process where false');
    expect(read('mine/b.toml')).toContain('version = 2');
    expect(await add()).toEqual({ a: 'same', b: 'same' });
  });

  test('keeps ours in a conflict, and says in which key', async () => {
    write('upstream/a.toml', ruleText('a', 1, 'process where true'));
    await add();
    write('mine/a.toml', ruleText('a', 1, 'process where ours == 1'));
    write('upstream/a.toml', ruleText('a', 2, 'process where theirs == 1'));
    const { rules } = await addRules([join(home, 'upstream')], join(home, 'mine'), { isDryRun: false });
    expect(rules).toMatchObject([
      { outcome: 'conflict', fromVersion: 1, toVersion: 2, keys: [{ key: 'query', outcome: 'conflict' }] },
    ]);
    expect(read('mine/a.toml')).toContain('ours == 1');
  });

  test('leaves alone what was removed here, what it never added, and what is gone from the new set', async () => {
    write('upstream/a.toml', ruleText('a', 1, 'process where true'));
    write('upstream/b.toml', ruleText('b', 1, 'process where true'));
    write('mine/own.toml', ruleText('c', 7, 'process where mine == 1'));
    await add();
    rmSync(join(home, 'mine/a.toml'));
    rmSync(join(home, 'upstream/b.toml'));
    write('upstream/a.toml', ruleText('a', 2, 'process where true'));
    write('upstream/c.toml', ruleText('c', 8, 'process where true'));
    expect(await add()).toEqual({ a: 'removed-here', b: 'gone', c: 'not-ours' });
    expect(existsSync(join(home, 'mine/a.toml'))).toBe(false);
    expect(read('mine/own.toml')).toContain('mine == 1');
  });

  test('writes nothing in a dry run', async () => {
    write('upstream/a.toml', ruleText('a', 1, 'process where true'));
    expect(await add(true)).toEqual({ a: 'added' });
    expect(existsSync(join(home, 'mine'))).toBe(false);
  });

  test('gives each rule of an export a file of its own', async () => {
    const line = (id: string): string =>
      JSON.stringify({
        rule_id: id,
        name: `Rule ${id}!`,
        description: 'd',
        type: 'eql',
        language: 'eql',
        query: 'any where true',
        severity: 'low',
        risk_score: 1,
      });
    write('upstream/export.ndjson', `${line('a')}\n${line('b')}\n`);
    expect(await add()).toEqual({ a: 'added', b: 'added' });
    expect(JSON.parse(read('mine/rule_a.json'))).toMatchObject({ rule_id: 'a' });
    expect(await add()).toEqual({ a: 'same', b: 'same' });
  });
});
