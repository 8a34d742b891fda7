import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ruleUuid } from '../alerts/alert-id.ts';
import { findFiles } from '../app/find-files.ts';
import type { JsonObject } from '../event/json.ts';
import { MemoryObjectStore } from '../store/memory/object-store.ts';
import type { ObjectWrite } from '../store/object-store.ts';
import { openRuleBook, runningRule } from './open-rule-book.ts';
import type { BookRule, RuleBook, RuleChange, RuleFile } from './rule-book.ts';

const BY = { who: 'ann', atMs: 1_000 };
const LATER = { who: 'bob', atMs: 2_000 };
const RULE: JsonObject = {
  ...{
    rule_id: 'a',
    name: 'A',
    description: 'd',
    risk_score: 1,
    severity: 'low',
    type: 'eql',
    language: 'eql',
  },
  query: 'process where true',
};

/** A store that remembers how many objects each write had. */
class CountingStore extends MemoryObjectStore {
  readonly sizes: number[] = [];

  override write(
    writes: readonly ObjectWrite[],
    by: { who: string; atMs: number },
  ): Promise<readonly number[]> {
    this.sizes.push(writes.length);
    return super.write(writes, by);
  }
}

async function opened(objects = new CountingStore()): Promise<{
  readonly book: RuleBook;
  readonly objects: CountingStore;
  readonly told: string[];
}> {
  const told: string[] = [];
  let ids = 0;
  const book = await openRuleBook({
    ...{ objects, newId: () => `id-${++ids}` },
    onChanges: changes => {
      told.push(...changes.map(saidOf));
    },
  });
  return { book, objects, told };
}

function saidOf(change: RuleChange): string {
  if (change.kind === 'removed') return `- ${change.id}`;
  const { isEnabled, revision, rule } = change.rule;
  return `+ ${rule.rule_id}@${revision}${isEnabled ? '' : ' off'}`;
}

function file(path: string, change: { id?: string; query?: string; more?: string } = {}): RuleFile {
  const { id = 'f', more = '', query = 'process where true' } = change;
  const text = `[rule]\nname = "F"\ndescription = "d"\nrisk_score = 1\nseverity = "low"\ntype = "eql"\nlanguage = "eql"\nrule_id = "${id}"\nquery = '''${query}'''\n${more}`;
  return { path, text };
}

function facts({ createdAtMs, file: from, isEnabled, revision, updatedAtMs }: BookRule) {
  return { createdAtMs, from, isEnabled, revision, updatedAtMs };
}

describe('rules made by API', () => {
  test('are there after a restart as they were', async () => {
    const { book, objects } = await opened();
    await book.create(RULE, BY);
    await book.replace(ruleUuid('a'), { ...RULE, name: 'B' }, LATER);
    const { book: again } = await opened(objects);
    expect(again.list()).toHaveLength(1);
    expect(again.byRuleId('a')).toEqual(book.byRuleId('a'));
    expect(again.byRuleId('a')).toMatchObject({
      revision: 1,
      createdBy: 'ann',
      updatedBy: 'bob',
      rule: { name: 'B' },
    });
  });

  test('that are switched off stay so when another key of theirs is changed, also after a restart', async () => {
    const { book, objects } = await opened();
    await book.create({ ...RULE, enabled: true }, BY);
    await book.setEnabled(ruleUuid('a'), false, BY);
    const changed = async (of: RuleBook, name: string): Promise<boolean | undefined> => {
      await of.replace(ruleUuid('a'), { ...of.byRuleId('a')?.body, name }, LATER);
      return of.byRuleId('a')?.isEnabled;
    };
    expect(await changed(book, 'B')).toBe(false);
    const { book: again } = await opened(objects);
    expect(await changed(again, 'C')).toBe(false);
  });

  test('are told in the order of their changes', async () => {
    const { book, told } = await opened();
    await Promise.all([
      book.create(RULE, BY),
      book.setEnabled(ruleUuid('a'), false, BY),
      book.replace(ruleUuid('a'), RULE, BY),
      book.remove(ruleUuid('a'), BY),
    ]);
    expect(told).toEqual(['+ a@0', '+ a@0 off', '+ a@1 off', `- ${ruleUuid('a')}`]);
  });

  test('of one request see what those before them did, and are one write', async () => {
    const { book, objects } = await opened();
    const results = await book.change(
      [
        { kind: 'create', body: RULE },
        { kind: 'create', body: RULE },
        { kind: 'enable', id: ruleUuid('a'), isEnabled: false },
      ],
      BY,
    );
    expect(results.map(({ kind }) => kind)).toEqual(['changed', 'exists', 'changed']);
    expect(objects.sizes).toEqual([1]);
    expect(book.byRuleId('a')?.isEnabled).toBe(false);
  });

  test('run only where they are switched on and compile', async () => {
    const { book } = await opened();
    await book.create({ ...RULE, enabled: false }, BY);
    await book.create({ ...RULE, rule_id: 'ml', type: 'machine_learning' }, BY);
    await book.create({ ...RULE, rule_id: 'on' }, BY);
    expect(book.list().map(rule => runningRule(rule)?.compiled.rule.rule_id)).toEqual([
      undefined,
      undefined,
      'on',
    ]);
  });
});

describe('rules of folders', () => {
  test('come, change and go with their files', async () => {
    const { book, told } = await opened();
    await book.setFiles([file('one.toml'), file('two.toml', { id: 'g' })], BY);
    await book.setFiles([file('one.toml', { query: 'process where false' })], LATER);
    expect(told).toEqual(['+ f@0', '+ g@0', `- ${ruleUuid('g')}`, '+ f@1']);
    expect(book.list().map(facts)).toEqual([
      { createdAtMs: 1000, from: 'one.toml', isEnabled: true, revision: 1, updatedAtMs: 2000 },
    ]);
  });

  test('that did not change write nothing at the next start, and keep revision and dates', async () => {
    const { book, objects } = await opened();
    await book.setFiles([file('one.toml')], BY);
    await book.setFiles([file('one.toml', { query: 'process where false' })], LATER);
    const writes = objects.sizes.length;
    const { book: again } = await opened(objects);
    await again.setFiles([file('one.toml', { query: 'process where false' })], { who: 'start', atMs: 9_000 });
    expect(objects.sizes.length).toBe(writes);
    expect(again.list().map(facts)).toEqual(book.list().map(facts));
  });

  test('stay switched off over restarts, changes of the file and its absence', async () => {
    const { book, objects } = await opened();
    await book.setFiles([file('one.toml')], BY);
    await book.setEnabled(ruleUuid('f'), false, BY);
    const { book: again } = await opened(objects);
    await again.setFiles([], LATER);
    await again.setFiles([file('moved.toml', { query: 'process where false' })], LATER);
    expect(again.byRuleId('f')).toMatchObject({ isEnabled: false, file: 'moved.toml' });
  });

  test('keep the list of exceptions that they were given here, whatever becomes of the file', async () => {
    const { book, objects, told } = await opened();
    await book.setFiles([file('one.toml')], BY);
    const list = { id: 'l', list_id: 'own', type: 'rule_default', namespace_type: 'single' };
    expect(await book.setOwnList(ruleUuid('f'), list, LATER)).toMatchObject({ kind: 'changed' });
    const lists = (of: RuleBook): unknown => [
      of.byRuleId('f')?.rule.exceptions_list,
      of.byRuleId('f')?.compiled?.rule.exceptions_list,
      of.byRuleId('f')?.body['exceptions_list'],
    ];
    expect(lists(book)).toEqual([[list], [list], [list]]);
    await book.setFiles([file('one.toml')], LATER);
    const before = told.length;
    await book.setFiles([file('one.toml')], LATER);
    expect(told.length).toBe(before);
    const { book: again } = await opened(objects);
    await again.setFiles([], LATER);
    await again.setFiles([file('moved.toml', { query: 'process where false' })], LATER);
    expect(lists(again)).toEqual([[list], [list], [list]]);
    // That says nothing of whether it runs.
    await again.setFiles([file('moved.toml', { more: 'enabled = false\n' })], LATER);
    expect(again.byRuleId('f')).toMatchObject({ isEnabled: false, file: 'moved.toml' });
  });

  test('do not run where their author has given them up or switched them off', async () => {
    const { book } = await opened();
    const deprecated = file('old.toml', { id: 'old', more: '[metadata]\nmaturity = "deprecated"\n' });
    await book.setFiles([deprecated, file('off.toml', { id: 'off', more: 'enabled = false\n' })], BY);
    expect(book.list().map(({ isEnabled }) => isEnabled)).toEqual([false, false]);
  });

  test('of one id count once, and the second is told with both files', async () => {
    const { book } = await opened();
    await book.create(RULE, BY);
    await book.setFiles([file('one.toml'), file('two.toml'), file('three.toml', { id: 'a' })], BY);
    expect(book.byRuleId('f')?.file).toBe('one.toml');
    expect(book.byRuleId('a')?.file).toBeUndefined();
    expect(book.problems().map(({ code, file: where }) => `${code} ${where}`)).toEqual([
      'RUL005 two.toml',
      'RUL005 three.toml',
    ]);
    expect((await book.create({ ...RULE, rule_id: 'f' }, BY)).kind).toBe('exists');
  });

  test('that are wrong are there to be seen, and those that cannot be read are told', async () => {
    const { book } = await opened();
    await book.setFiles(
      [
        file('bad.toml', { query: 'process where' }),
        { path: 'cut.toml', text: '[rule]\nname = "' },
        { path: 'README.md', text: '# Rules' },
      ],
      BY,
    );
    expect(book.byRuleId('f')).toMatchObject({ compiled: undefined, file: 'bad.toml' });
    expect(book.problems().map(({ code }) => code)).toEqual(['RUL003']);
    expect((await book.setEnabled(ruleUuid('f'), false, BY)).kind).toBe('changed');
    expect((await book.setEnabled(ruleUuid('f'), true, BY)).kind).toBe('invalid');
  });
});

const FOLDER = '../shared/data/rules/rules';
describe.skipIf(!existsSync(FOLDER))('a whole repository of rules', () => {
  test('is read in seconds and kept in one object; its rules are what they were by API too', async () => {
    const files: RuleFile[] = [];
    for await (const found of findFiles([FOLDER]))
      if (found.kind === 'file') files.push({ path: found.path, text: readFileSync(found.path, 'utf8') });
    const { book, objects } = await opened();
    await book.setFiles(files, BY);
    expect(book.list().length).toBeGreaterThan(1_000);
    expect(book.problems()).toEqual([]);
    expect(objects.sizes).toEqual([1]);
    const { book: other } = await opened();
    const some = book.list().filter((_, at) => at % 20 === 0);
    const results = await other.change(
      some.map(({ body }) => ({ kind: 'create', body })),
      BY,
    );
    expect(results.filter(({ kind }) => kind !== 'changed')).toEqual([]);
    for (const { compiled, rule } of some)
      expect(other.byRuleId(rule.rule_id)?.compiled?.plan).toEqual(compiled?.plan);
  });
});

describe('a listener that fails', () => {
  async function failing(): Promise<{
    readonly book: RuleBook;
    readonly told: string[];
    readonly untold: string[];
    readonly ailing: Set<string>;
  }> {
    const [told, untold, ailing]: [string[], string[], Set<string>] = [[], [], new Set()];
    const book = await openRuleBook({
      ...{ objects: new MemoryObjectStore(), newId: () => 'id' },
      async onChanges(changes) {
        const said = changes.map(saidOf);
        if (ailing.has('all') || said.some(one => ailing.has(one))) throw new Error('out of order');
        told.push(...said);
      },
      onUntold: (change, error) => untold.push(`${saidOf(change)}: ${(error as Error).message}`),
    });
    return { book, told, untold, ailing };
  }

  test('does not undo the change, nor what is asked after it', async () => {
    const { ailing, book, told, untold } = await failing();
    ailing.add('+ a@0');
    expect(await book.create(RULE, BY)).toMatchObject({ kind: 'changed' });
    expect(await book.create({ ...RULE, rule_id: 'b' }, BY)).toMatchObject({ kind: 'changed' });
    expect(book.list().map(({ rule }) => rule.rule_id)).toEqual(['a', 'b']);
    expect(told).toEqual(['+ b@0']);
    expect(untold).toEqual(['+ a@0: out of order']);
  });

  test('is told again until it takes it', async () => {
    const { ailing, book, told, untold } = await failing();
    ailing.add('all');
    await book.create(RULE, BY);
    await book.tellAgain();
    expect(untold).toHaveLength(2);
    ailing.clear();
    await book.tellAgain();
    await book.tellAgain();
    expect(told).toEqual(['+ a@0']);
  });

  test('is told the latest of a rule only', async () => {
    const { ailing, book, told } = await failing();
    const id = ruleUuid('a');
    ailing.add('+ a@0');
    await book.create(RULE, BY);
    await book.replace(id, RULE, LATER);
    await book.tellAgain();
    expect(told).toEqual(['+ a@1']);
    ailing.add(`- ${id}`);
    await book.remove(id, LATER);
    ailing.clear();
    await book.tellAgain();
    expect(told).toEqual(['+ a@1', `- ${id}`]);
  });

  test('is told of rules of files as well, each for itself', async () => {
    const { ailing, book, told } = await failing();
    ailing.add('+ a@0');
    const files = ['a', 'b'].map(id => ({
      path: `${id}.json`,
      text: JSON.stringify({ ...RULE, rule_id: id }),
    }));
    await book.setFiles(files, BY);
    expect(told).toEqual(['+ b@0']);
    ailing.clear();
    await book.tellAgain();
    expect(told).toEqual(['+ b@0', '+ a@0']);
  });
});
