/** Whole jobs of who writes rules: one from the first mistake to its first alert, and a gap that is filled. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const RULES = '/api/detection_engine/rules';
/** A machine that does much else at once is slow, and nothing is wrong with that. */
const SOON = { timeout: 20_000 };
const QUERY = 'process where process.name == "evil.exe" and process.args_cuont == 2';

describe.skipIf(chromiumPath === undefined)('who writes rules', () => {
  let screens: Screens;
  let page: Page;

  beforeAll(async () => {
    screens = await Screens.start({ rules: [] });
    page = screens.page;
    await happen('evil.exe', 'the first');
  }, 120_000);
  afterAll(async () => screens?.close(), 60_000);

  async function happen(name: string, ...hosts: readonly string[]): Promise<void> {
    const events = hosts.map(host => ({
      '@timestamp': new Date().toISOString(),
      event: { category: ['process'], type: ['start'], kind: 'event' },
      host: { name: host, id: host },
      process: { name, pid: 7, args: [name, '/all'], args_count: 2, entity_id: `${name} of ${host}` },
    }));
    await screens.ingest(events.map(event => JSON.stringify(event)).join('\n'));
  }

  test('a rule is written with a mistake, mended by what is said of it, tried, saved, and fires', async () => {
    await screens.open(`/rules/new?lang=eql&q=${encodeURIComponent(QUERY)}&from=now-1h`);
    const editor = page.getByRole('textbox', { name: 'Query in EQL' });
    await expect.poll(() => editor.innerText(), SOON).toContain('process.args_cuont');
    const problems = page.getByRole('region', { name: 'Problems of the query' });
    await problems.getByText('unknown field `process.args_cuont`').waitFor();
    await editor.focus();
    await page.keyboard.press('F8');
    await page.keyboard.press('Alt+Enter');
    await expect.poll(() => editor.innerText(), SOON).toContain('process.args_count');
    await problems.getByRole('listitem').waitFor({ state: 'detached' });

    // It would have fired on what there is already.
    const preview = page.getByRole('complementary', { name: 'Preview' });
    await preview
      .getByRole('list', { name: 'Alerts of the preview' })
      .getByText('evil.exe')
      .first()
      .waitFor();

    await page.getByRole('tab', { name: 'About' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Evil with two arguments');
    await page.getByRole('textbox', { name: 'Description' }).fill('It should not be there.');
    await page.keyboard.press('Control+s');
    await page.waitForURL('**/app/rules/*/edit*');
    await page.getByText('no unsaved changes').waitFor();

    // What comes from now on is told on the list of alerts, and shown by a key.
    await screens.open('/alerts');
    await page.getByText('Evil with two arguments').first().waitFor();
    const grid = page.locator('[aria-label="alerts"]');
    await grid.and(page.locator('[aria-rowcount="2"]')).waitFor();
    await happen('evil.exe', 'the second');
    await screens.alerts(2);
    await page.getByText(/1 new alert, 1/).waitFor();
    await page.keyboard.press('u');
    await grid.and(page.locator('[aria-rowcount="3"]')).waitFor();
    await grid.getByText('the second').first().waitFor();
  });

  test('a gap is seen on the page of its rule and filled from there, and what was missing is there', async () => {
    const made = (await screens.server.ask(RULES, {
      ...{ rule_id: 'loud', name: 'Loud', description: 'd', type: 'eql', language: 'eql', enabled: true },
      ...{ severity: 'low', risk_score: 21, interval: '2s', from: 'now-2s', max_signals: 2 },
      query: 'process where process.name == "loud.exe"',
    })) as { readonly id: string };
    await screens.open(`/rules/${made.id}`);
    await page.getByRole('heading', { name: 'Loud', level: 1 }).waitFor();
    // Three alerts in a run that may make two: what is held back is a gap, and the page hears of it.
    await happen('loud.exe', 'a', 'b', 'c');
    await page.getByText('some were held back').first().waitFor();
    await page.keyboard.press('G');
    await page
      .getByText(/Filling gaps in .*done/)
      .first()
      .waitFor();
    await page.getByText('No gaps: runs cover all of its time.').waitFor();
    const told = await screens.alerts(5);
    const hosts = told
      .filter(alert => alert['kibana.alert.rule.rule_id'] === 'loud')
      .map(alert => String(alert['host.name'] ?? (alert['host'] as { name?: string } | undefined)?.name));
    expect(hosts.toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('the browser had nothing to complain about', () => {
    expect(screens.complaints).toEqual([]);
  });
});
