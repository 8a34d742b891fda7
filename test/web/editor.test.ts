/** A rule is written: with a mistake, which is seen and mended; tried on the events that there are; and saved. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

/** A machine that does much else at once is slow, and nothing is wrong with that. */
const SOON = { timeout: 20_000 };
const QUERY = `sequence by host.id, process.entity_id with maxspan=1m
[process where event.type == "start" and process.name : "dllhost.exe" and process.arg_count == 1]
[network where process.name : "dllhost.exe"]`;

describe.skipIf(chromiumPath === undefined)('the editor of rules', () => {
  let screens: Screens;
  beforeAll(async () => {
    screens = await Screens.start();
    await screens.ingestRecording();
  }, 60_000);
  afterAll(async () => screens?.close(), 30_000);

  test('a rule from a hunt is mended, tried and saved', async () => {
    const { page } = screens;
    await screens.open(`/rules/new?lang=eql&q=${encodeURIComponent(QUERY)}&from=now-7d`);
    const editor = page.getByRole('textbox', { name: 'Query in EQL' });
    await expect.poll(() => editor.innerText(), SOON).toContain('process.arg_count');

    // What is wrong stands at its place, and one key mends it.
    const problems = page.getByRole('region', { name: 'Problems of the query' });
    await problems.getByText('unknown field `process.arg_count`').waitFor();
    const preview = page.getByRole('complementary', { name: 'Preview' });
    const first = preview.getByRole('region', { name: 'Step 1' });
    await first.getByText('0 pass').waitFor();
    await editor.focus();
    await page.keyboard.press('F8');
    await page.keyboard.press('Alt+Enter');
    await expect.poll(() => editor.innerText(), SOON).toContain('process.args_count');
    await problems.getByRole('listitem').waitFor({ state: 'detached' });

    // What it would find stands beside it without being asked for.
    await preview
      .getByRole('list', { name: 'Alerts of the preview' })
      .getByText('dllhost.exe')
      .first()
      .waitFor();
    await first.getByText(/^[1-9]\d* pass/).waitFor();
    await preview.getByText('Near misses').click();
    await preview.getByText(/fires (once|twice|\d+ times)/).waitFor();

    // A rule has to have a name; without one it is not saved, and what was written stays.
    await page.keyboard.press('Control+s');
    await page.getByText('The rule has no name yet').waitFor();
    await page.getByRole('tab', { name: 'About' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('dllhost.exe talks');
    await page.getByRole('textbox', { name: 'Description' }).fill('It should not.');
    await page.keyboard.press('Control+s');
    await page.waitForURL('**/app/rules/*/edit*');
    await page.getByText('no unsaved changes').waitFor();
    const id = /rules\/([^/]+)\/edit/.exec(page.url())?.[1];
    const stored = await screens.server.ask(`/api/detection_engine/rules?id=${id}`);
    expect(stored).toMatchObject({ name: 'dllhost.exe talks', type: 'eql', enabled: true });
    expect(JSON.stringify(stored)).toContain('process.args_count');
  });

  test('text that is broken leaves the last result, and says so', async () => {
    const { page } = screens;
    await screens.open(
      `/rules/new?lang=eql&q=${encodeURIComponent('process where process.pid > 0')}&from=now-7d`,
    );
    const preview = page.getByRole('complementary', { name: 'Preview' });
    const funnel = preview.getByRole('region', { name: 'Events' });
    await funnel.waitFor();
    const editor = page.getByRole('textbox', { name: 'Query in EQL' });
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' and');
    await preview.getByText('The query has an error').waitFor();
    expect(await funnel.isVisible()).toBe(true);
  });

  test('what was not saved is there again after leaving, and can be thrown away and brought back', async () => {
    const { page } = screens;
    await screens.open('/rules/new');
    const editor = page.getByRole('textbox', { name: 'Query in EQL' });
    await editor.focus();
    await page.keyboard.insertText('file where file.name : "kept.txt"');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Hunt' }).click();
    await page.waitForURL('**/app/hunt*');
    await screens.open('/rules/new');
    await expect.poll(() => editor.innerText(), SOON).toContain('kept.txt');
    await page.getByRole('button', { name: 'Begin anew' }).click();
    await expect.poll(() => editor.innerText(), SOON).not.toContain('kept.txt');
  });

  test('an event that is pasted is held against every condition', async () => {
    const { page } = screens;
    const query = 'process where process.name : "cmd.exe" and process.args_count == 1';
    await screens.open(`/rules/new?lang=eql&q=${encodeURIComponent(query)}`);
    await page.getByText('Explain an event').click();
    const event = { event: { category: 'process' }, process: { name: 'CMD.EXE' } };
    await page.getByRole('textbox', { name: 'Event' }).fill(JSON.stringify(event));
    const trial = page.locator('details', { hasText: 'Explain an event' });
    await trial.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.getByText('It would not alert.').waitFor();
    const rows = page.getByRole('region', { name: 'Event document-1' }).getByRole('row');
    await expect
      .poll(() => rows.allInnerTexts(), SOON)
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/true.*process\.name : "cmd\.exe".*CMD\.EXE/s),
          expect.stringMatching(/missing.*process\.args_count == 1.*is not there/s),
        ]),
      );
  });

  test('a rule of a file can be tried and copied, and says where it is changed', async () => {
    const { page } = screens;
    const rules = (await screens.server.ask('/api/detection_engine/rules/_find?per_page=1')) as {
      readonly data: readonly { readonly id: string; readonly name: string }[];
    };
    const [rule] = rules.data.filter(({ name }) => name !== 'dllhost.exe talks');
    await screens.open(`/rules/${rule?.id}/edit?tab=about`);
    await page.getByText('This rule is of the file').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Name' }).inputValue(), SOON)
      .toBe(`${rule?.name} (copy)`);
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
    await page.getByText('This rule is of the file').waitFor({ state: 'detached' });
  });

  test('who saves over what another one saved meanwhile is asked first, and sees what his change brings', async () => {
    const { page } = screens;
    const query = 'process where process.name : "dllhost.exe"';
    const rule = {
      name: 'of two people',
      description: 'x',
      type: 'eql',
      language: 'eql',
      severity: 'low',
      risk_score: 1,
    };
    const made = (await screens.server.ask('/api/detection_engine/rules', { ...rule, query })) as {
      readonly id: string;
    };
    await screens.open(`/rules/${made.id}/edit?from=now-7d`);
    const editor = page.getByRole('textbox', { name: 'Query in EQL' });
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(' and process.args_count == 1');
    await page.getByText(/against the saved rule: \+0 −[1-9]/).waitFor();

    await screens.server.ask('/api/detection_engine/rules/_bulk_action', {
      action: 'edit',
      ids: [made.id],
      edit: [{ type: 'add_tags', value: ['of the other'] }],
    });
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Save over it' }).click();
    await page.getByText('no unsaved changes').waitFor();
    const stored = await screens.server.ask(`/api/detection_engine/rules?id=${made.id}`);
    expect(stored).toMatchObject({ query: `${query} and process.args_count == 1` });
  });

  test('what nobody would see in a query is named, and copied as it is', async () => {
    const { page } = screens;
    const query = 'process where process.name : "\u202Eexe.txt"';
    await screens.open(`/rules/new?lang=eql&q=${encodeURIComponent(query)}`);
    await page.getByRole('textbox', { name: 'Query in EQL' }).getByText('U+202E RLO').waitFor();
  });

  test('TOML and the other tabs are the same rule', async () => {
    const { page } = screens;
    await screens.open('/rules/new?lang=kql&q=process.name:%20x&tab=toml');
    const toml = page.getByRole('textbox', { name: 'Rule as TOML' });
    await expect.poll(() => toml.inputValue(), SOON).toContain('query = "process.name: x"');
    await toml.fill((await toml.inputValue()).replace('name = ""', 'name = "from TOML"'));
    await page.getByRole('tab', { name: 'About' }).click();
    await expect.poll(() => page.getByRole('textbox', { name: 'Name' }).inputValue(), SOON).toBe('from TOML');
  });

  test('nothing was refused by the policy of the page, and no script failed', () => {
    // The browser tells of the conflict that was made on purpose.
    expect(screens.complaints.filter(text => !text.includes('409'))).toEqual([]);
  });
});
