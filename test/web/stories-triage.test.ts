/** Whole jobs of who judges alerts: ten by keys alone, one that shall never come again, and one that is handed over. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

/** A machine that does much else at once is slow, and nothing is wrong with that. */
const SOON = { timeout: 20_000 };
const WHERE_FOCUS_IS = `(() => {
  const active = document.activeElement;
  return active === null || active === document.body ? 'nowhere' : 'in the page';
})()`;

describe.skipIf(chromiumPath === undefined)('who judges alerts', () => {
  let screens: Screens;
  let page: Page;
  /** How many keys were pressed since the story began. */
  let keys = 0;
  const row = (at: number): Locator => page.locator(`[aria-label="alerts"] [aria-rowindex="${at + 2}"]`);
  const panel = (): Locator => page.getByRole('region', { name: 'alert', exact: true });
  const place = (text: string): Locator => panel().getByText(text, { exact: true });
  const said = (text: string | RegExp): Locator => page.getByRole('status').getByText(text).first();

  beforeAll(async () => {
    screens = await Screens.start({ rules: [] });
    page = screens.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await createRule(
      { rule_id: 'tools', name: 'A tool nobody knows', severity: 'medium', risk_score: 47 },
      'tool',
    );
    await createRule(
      { rule_id: 'backup', name: 'A shell of a service', severity: 'high', risk_score: 73 },
      'shell',
    );
    await happen('tool', 10);
    await screens.alerts(10);
  }, 120_000);
  afterAll(async () => screens?.close(), 60_000);
  beforeEach(() => {
    keys = 0;
  });

  async function createRule(of: object, action: string): Promise<void> {
    await screens.server.ask('/api/detection_engine/rules', {
      ...{ description: 'd', type: 'eql', language: 'eql', enabled: true, interval: '2s', from: 'now-10m' },
      query: `process where event.action == "${action}"`,
      ...of,
    });
  }

  /** Processes that start now, each with its parent. */
  async function happen(action: string, count: number): Promise<void> {
    const nowMs = Date.now();
    const events = Array.from({ length: count }, (_, at) => ({
      '@timestamp': new Date(nowMs - at).toISOString(),
      event: { category: ['process'], type: ['start'], action, kind: 'event' },
      host: { name: `host-${at}`, id: `host-${at}`, os: { type: 'windows' } },
      user: { name: 'mara', domain: 'OFFICE' },
      process: {
        ...{ name: `${action}-${at}.exe`, entity_id: `${action}-${at}-${nowMs}`, pid: 100 + at },
        ...{ executable: `C:\\Tools\\${action}-${at}.exe`, command_line: `${action}-${at}.exe /all` },
        parent: { name: 'services.exe', entity_id: `services-${at}`, pid: 4, executable: 'C:\\services.exe' },
      },
    }));
    await screens.ingest(events.map(event => JSON.stringify(event)).join('\n'));
  }

  /** Presses keys one by one; after none of them the focus may be lost. */
  async function press(...pressed: readonly string[]): Promise<void> {
    for (const key of pressed) {
      await page.keyboard.press(key);
      keys += 1;
      await expect
        .poll(() => page.evaluate(WHERE_FOCUS_IS), {
          timeout: 2_000,
          message: `focus after ${key}, key ${keys}`,
        })
        .toBe('in the page');
    }
  }

  /** Uuids of alerts by what stands in a field. */
  async function uuidsWith(field: string, value: string): Promise<readonly string[]> {
    return (await screens.alerts(1))
      .filter(alert => String(alert[field]) === value)
      .map(alert => String(alert['kibana.alert.uuid']));
  }

  test('ten alerts are judged with two keys each, and the last verdict is taken back with one', async () => {
    await screens.open('/alerts');
    await row(9).waitFor();
    for (const verdict of ['2', '2', '3', '2', '1', '2', '4', '5', '2', '2']) await press('c', verdict);
    await row(9).and(page.locator('[data-status="closed"]')).waitFor();
    expect(keys).toBe(20);
    await expect
      .poll(async () => (await uuidsWith('kibana.alert.workflow_status', 'closed')).length, SOON)
      .toBe(10);
    await press('z');
    await row(9).and(page.locator('[data-status="open"]')).waitFor();
    expect(await uuidsWith('kibana.alert.workflow_status', 'open')).toHaveLength(1);
    // The others are as they were, and each where it was.
    expect(await page.locator('[aria-label="alerts"] [data-status="closed"]').count()).toBe(9);
    expect(await row(4).textContent()).toContain('malicious');
  });

  test('with the alert open beside the list a verdict opens the next one', async () => {
    await screens.open('/alerts?status=closed');
    await row(8).waitFor();
    await press('o');
    await place('1 of 9').waitFor();
    const first = new URL(page.url()).searchParams.get('open');
    await press('C', ']');
    await place('2 of 9').waitFor();
    expect(new URL(page.url()).searchParams.get('open')).not.toBe(first);
    // Faster than the server answers.
    await press('c', '5', 'c', '4', 'c', '5');
    await place('5 of 9').waitFor();
    for (const [at, verdict] of ['cannot tell', 'duplicate', 'cannot tell'].entries())
      await row(at + 1)
        .getByText(verdict)
        .waitFor({ state: 'attached' });
    await press('z', 'Escape');
    await panel().waitFor({ state: 'detached' });
    expect(keys).toBe(11);
  });

  test('from an alert to its processes, to what else happened, to an exception that holds', async () => {
    await happen('shell', 1);
    await screens.alerts(11);
    const [alert = ''] = await uuidsWith('kibana.alert.rule.rule_id', 'backup');
    await screens.open('/alerts?severity=high');
    await row(0).waitFor();
    await press('o');
    await panel().waitFor();
    await press('p');
    const tree = page.getByRole('treegrid', { name: 'processes' });
    await tree.getByText('shell-0.exe').first().waitFor();
    await tree.getByText('services.exe').first().waitFor();

    // What else its process did, and back to where it was.
    await press('h');
    await page.waitForURL('**/app/hunt?*');
    await page.getByRole('gridcell').filter({ hasText: 'shell-0.exe' }).first().waitFor();
    await page.goBack();
    await panel().waitFor();
    expect(new URL(page.url()).searchParams.get('severity')).toBe('high');
    expect(new URL(page.url()).searchParams.get('open')).toBe(alert);

    await row(0).waitFor();
    await press('e');
    const form = page.getByRole('dialog', { name: "Don't alert on this again" });
    await form.waitFor();
    await form.getByText('Choose at least one field').waitFor();
    await form.getByRole('checkbox', { name: /^process\.executable/ }).focus();
    await press('Space');
    await form
      .getByText(/removes? 1|1 alert|−1/)
      .first()
      .waitFor();
    await form.getByRole('textbox', { name: 'Reason' }).fill('The backup starts it every night.');
    await form.locator('button:enabled', { hasText: 'Save' }).waitFor();
    await press('Control+Enter');
    await form.waitFor({ state: 'detached' });
    await said(/the exception holds from now on|closed as expected here 1 alert/).waitFor();
    await expect
      .poll(async () => await uuidsWith('kibana.alert.workflow_status', 'closed'), SOON)
      .toContain(alert);

    // The same again, and something else that shows that the rule has run since.
    await happen('shell', 2);
    await expect
      .poll(async () => (await uuidsWith('kibana.alert.rule.rule_id', 'backup')).length, SOON)
      .toBe(2);
    const names = (await screens.alerts(12))
      .filter(one => one['kibana.alert.rule.rule_id'] === 'backup')
      .map(one => JSON.stringify(one).match(/shell-\d\.exe/)?.[0]);
    expect(names.toSorted()).toEqual(['shell-0.exe', 'shell-1.exe']);
  });

  test('a copied link shows a colleague the same alert, range and zone', async () => {
    await screens.open('/alerts?severity=medium&status=all&from=now-3h');
    await row(2).waitFor();
    await press('j', 'j', 'o');
    await place('3 of 10').waitFor();
    await press('U', 'y');
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    const [mine, copied] = [new URL(page.url()), new URL(link)];
    expect(copied.searchParams.get('open')).toBe(mine.searchParams.get('open'));
    expect(copied.searchParams.get('tz')).toBe('UTC');
    expect(Date.parse(copied.searchParams.get('to') ?? '')).toBeGreaterThan(Date.now() - 120_000);
    const sentence = await row(2).textContent();
    await press('U');

    await screens.server.ask('/api/tripline/users', COLLEAGUE);
    const other = await screens.signInAs(COLLEAGUE.name, COLLEAGUE.password);
    await other.goto(link);
    await other.getByRole('region', { name: 'alert', exact: true }).waitFor();
    expect(other.url()).toBe(link);
    await other.getByRole('button', { name: 'UTC', exact: true }).waitFor();
    const active = other.locator('[aria-label="alerts"] [data-open="true"]');
    await active.waitFor();
    expect(await active.textContent()).toBe(sentence);
    await other.close();
  });

  test('the browser had nothing to complain about', () => {
    expect(screens.complaints).toEqual([]);
  });
});

const COLLEAGUE = { name: 'noor', role: 'analyst', password: 'a colleague who comes later' };
