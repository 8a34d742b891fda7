/** The list of alerts by keyboard: nothing moves under the cursor, nothing is lost, everything can be taken back. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(chromiumPath === undefined)('the list of alerts', () => {
  let screens: Screens;
  const grid = (): Locator => screens.page.locator('[role$="grid"][aria-label="alerts"]');
  const row = (at: number): Locator => grid().locator(`[aria-rowindex="${at + 2}"]`);
  const said = (text: string | RegExp): Locator => screens.page.getByRole('status').getByText(text).first();
  /** The line that is active while the grid has the focus. */
  const active = async (): Promise<string> =>
    await screens.page.evaluate<string>(
      "document.activeElement?.getAttribute('aria-activedescendant') ?? 'the focus is elsewhere'",
    );
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await screens.page.keyboard.press(key);
  };

  beforeAll(async () => {
    screens = await Screens.start({ rules: [] });
    for (const [severity, score] of [
      ['low', 21],
      ['high', 73],
    ] as const)
      await screens.server.ask('/api/detection_engine/rules', {
        ...{ rule_id: severity, name: `Rule of ${severity}`, description: 'x', type: 'eql', language: 'eql' },
        ...{ severity, risk_score: score, enabled: true, interval: '5m', from: 'now-9m' },
        query: `process where event.action == "${severity}"`,
      });
    await happen('low', 6);
    await happen('high', 3);
    await screens.alerts(9);
  }, 30_000);
  afterAll(async () => screens?.close());
  beforeEach(async () => {
    await screens.page.setViewportSize({ width: 1366, height: 768 });
    await screens.open('/alerts');
    await row(0).getByRole('gridcell').nth(3).waitFor();
  });

  async function happen(action: string, count: number): Promise<void> {
    const events = Array.from({ length: count }, (_, at) => ({
      '@timestamp': new Date(Date.now() - at * 1_000).toISOString(),
      event: { category: ['process'], type: ['start'], action, kind: 'event' },
      host: { name: `host-${at}`, id: `host-${at}` },
      user: { name: 'mara' },
      process: { name: `tool-${at}.exe`, entity_id: `${action}-${at}-${Date.now()}`, pid: at + 1 },
    }));
    await screens.ingest(events.map(event => JSON.stringify(event)).join('\n'));
  }

  test('says what there is, the worst first, in one stop of the tab key', async () => {
    expect(await grid().getAttribute('aria-rowcount')).toBe('10');
    expect(await row(0).textContent()).toContain('high');
    expect(await row(8).textContent()).toContain('low');
    expect(await grid().locator('[tabindex="0"]').count()).toBe(0);
    expect(await active()).toBe('alert-0');
    await press('j', 'j', 'k', 'ArrowRight');
    expect(await active()).toBe('alert-1-severity');
    await press('End');
    expect(await active()).toBe('alert-8-severity');
  });

  test('a verdict greys the row where it is, focus goes on, and z takes it back', async () => {
    const sentence = await row(0).textContent();
    await press('c', '3');
    await grid().locator('[aria-rowindex="2"][data-status="closed"]').waitFor();
    expect(await row(0).textContent()).toContain('the rule is wrong');
    expect(await active()).toBe('alert-1');
    await press('z');
    await said(/taken back/).waitFor();
    await grid().locator('[aria-rowindex="2"][data-status="open"]').waitFor();
    expect(await row(0).textContent()).toBe(sentence);
  });

  test('z takes back the act that is still under way, and not the one before', async () => {
    await press('a');
    await said(/acknowledged 1 alert/).waitFor();
    await press('j', 'a', 'z');
    await said(/taken back: acknowledged/).waitFor();
    await grid().locator('[aria-rowindex="3"][data-status="open"]').waitFor();
    expect(await row(0).getAttribute('data-status')).toBe('acknowledged');
    await press('k', 'C');
    await grid().locator('[aria-rowindex="2"][data-status="open"]').waitFor();
  });

  test('an act that fails leaves the row as it was, with the reason', async () => {
    await screens.page.route('**/alerts/acts', route =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ title: 'the store is busy', detail: 'try again' }),
      }),
    );
    await press('a');
    await row(0).getByText('not changed: the store is busy: try again').waitFor();
    expect(await row(0).getAttribute('data-status')).toBe('open');
    await screens.page.unroute('**/alerts/acts');
  });

  test('a group is judged as one, by the number that it names', async () => {
    const { page } = screens;
    await press('G');
    await grid().and(page.locator('[aria-rowcount="3"]')).waitFor();
    await press('j', 'x');
    await page.getByRole('region', { name: 'selected alerts' }).getByText('6 selected').waitFor();
    await press('c', '2');
    await said('closed as expected here 6 alerts').waitFor();
    await press('ArrowRight');
    await grid().locator('[aria-rowindex="4"][data-status="closed"]').waitFor();
    await press('z');
    await grid().locator('[aria-rowindex="4"][data-status="open"]').waitFor();
  });

  test('a range is selected by Shift, and all that match by a button', async () => {
    const { page } = screens;
    const bar = page.getByRole('region', { name: 'selected alerts' });
    await press('J', 'J');
    await bar.getByText('3 selected').waitFor();
    await bar.getByRole('button', { name: 'Select all matching' }).click();
    await bar.getByText('all 9 matching selected').waitFor();
    await press('Escape');
    await bar.waitFor({ state: 'detached' });
    expect(await active()).toBe('alert-2');
  });

  test('the alert opens beside the list, its address is the link, and Escape goes back to the row', async () => {
    const { page } = screens;
    await press('j', 'o');
    const panel = page.getByRole('region', { name: 'alert', exact: true });
    await panel.waitFor();
    expect(new URL(page.url()).searchParams.get('open')).not.toBeNull();
    await page.reload();
    await panel.waitFor();
    await row(1).waitFor();
    await press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await active()).toBe('alert-1');
    expect(new URL(page.url()).searchParams.get('open')).toBeNull();
  });

  test('Space looks and stays in the list, and the panel follows the keys', async () => {
    const { page } = screens;
    await press(' ');
    await page.getByText('1 of 9').first().waitFor();
    expect(await active()).toBe('alert-0');
    await press('j');
    await page.getByText('2 of 9', { exact: true }).nth(1).waitFor();
    expect(await active()).toBe('alert-1');
  });

  test('fields and values are completed, and a mistake is said before anything is asked', async () => {
    const { page } = screens;
    const query = page.getByRole('combobox', { name: 'query' });
    await press('/');
    await page.keyboard.type('sev');
    await page.getByRole('option', { name: 'severity' }).first().waitFor();
    await press('ArrowDown', 'Enter', 'ArrowDown', 'Enter', 'Enter');
    await page.waitForURL(/q=severity/);
    expect(await query.inputValue()).toBe('severity: low');
    await query.fill('severity: (');
    await press('Enter');
    await said(/at character/).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('severity: low');
  });

  test('a severity is a filter; an empty list says why, and how to fill it', async () => {
    const { page } = screens;
    await page.getByRole('button', { name: /^high 3/ }).click();
    await page.waitForURL(/severity=high/);
    await grid().and(page.locator('[aria-rowcount="4"]')).waitFor();
    await page.getByRole('button', { name: /^low 6/ }).waitFor();
    await screens.open('/alerts?host=nowhere');
    await page.getByText('No open or acknowledged alerts in 24 h').waitFor();
    await page.getByRole('button', { name: 'Clear query and filters' }).click();
    await row(0).waitFor();
  });

  test('a value is filtered for and out where it stands', async () => {
    const { page } = screens;
    await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'f');
    await page.waitForURL(/host=host-/);
    await grid().and(page.locator('[aria-rowcount="3"]')).waitFor();
    await press('F');
    await page.waitForURL(/q=not\+host\.name/);
  });

  test('nothing that axe calls serious, with groups, a selection and cards', {
    timeout: 60_000,
  }, async () => {
    const { page } = screens;
    for (const [path, width] of [
      ['/alerts?group=rule', 1366],
      ['/alerts', 390],
      ['/alerts?host=nowhere', 390],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await screens.open(path);
      await page.locator('main [aria-rowindex="2"], main [role="status"] p').first().waitFor();
      await press('x');
      await page.evaluate(AXE);
      const serious = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        };
        return (await axe.run()).violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
      });
      expect(serious).toEqual([]);
    }
  });

  test('what is new is said, and moves no row until it is asked for', async () => {
    const { page } = screens;
    const first = await row(0).textContent();
    await happen('high', 1);
    await page.getByText('1 new alert, 1 high').waitFor();
    expect(await row(0).textContent()).toBe(first);
    expect(await grid().getAttribute('aria-rowcount')).toBe('10');
    await press('u');
    await grid().and(page.locator('[aria-rowcount="11"]')).waitFor();
  });

  test('the browser had nothing to complain about', () => {
    // The one is the answer that a test made up.
    expect(screens.complaints.filter(text => !text.includes('503'))).toEqual([]);
  });
});
