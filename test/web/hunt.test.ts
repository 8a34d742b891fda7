/** A hunt by keyboard: ask, narrow, open, go back, and learn why nothing was found. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DLLHOST = 'process where process.name : "dllhost.exe"';

describe.skipIf(chromiumPath === undefined)('hunting in the recorded attack', () => {
  let screens: Screens;
  let page: Page;
  beforeAll(async () => {
    screens = await Screens.start();
    page = screens.page;
    await screens.ingestRecording();
  }, 60_000);
  afterAll(async () => screens?.close(), 60_000);

  async function hunt(query: string, more: { readonly [name: string]: string } = {}): Promise<void> {
    await screens.open(`/hunt?${new URLSearchParams({ lang: 'eql', q: query, from: 'now-2h', ...more })}`);
  }

  /** Waits until the address asks so. */
  async function queryIs(query: string): Promise<void> {
    await page.waitForURL(url => url.searchParams.get('q') === query);
  }

  async function count(): Promise<number> {
    const text = await page
      .locator('[role="status"] strong')
      .filter({ hasText: /event|sequence/ })
      .innerText();
    return Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
  }

  test('a cell narrows the query by `f`, `F` leaves its value out, `[` and `]` go along the steps', async () => {
    await hunt(DLLHOST);
    await page.getByRole('gridcell').first().waitFor();
    const all = await count();
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const host = await page.locator('[data-active="true"] bdi').innerText();
    await page.keyboard.press('f');
    const narrowed = `${DLLHOST} and host.name == "${host}"`;
    await queryIs(narrowed);
    await page.locator('[role="grid"][aria-busy="false"]').waitFor();
    expect(await count()).toBeLessThan(all);
    expect(await page.locator('.cm-content').innerText()).toContain('and host.name ==');
    await page.keyboard.press('[');
    await queryIs(DLLHOST);
    await page.keyboard.press(']');
    await queryIs(narrowed);
  });

  test('Enter opens an event with all of its fields, and Escape goes back to its row', async () => {
    await hunt(DLLHOST);
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const event = page.getByRole('region', { name: 'event' });
    await event.waitFor();
    await event.getByRole('textbox').fill('process.pid');
    expect(await event.getByRole('row').count()).toBeLessThan(4);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await event.waitFor({ state: 'detached' });
    await page.locator('[role="gridcell"]:focus').waitFor();
  });

  test('a field opens to its most frequent and rarest values, each of which narrows', async () => {
    await hunt('process where true');
    await page.getByRole('textbox', { name: 'find a field' }).fill('process.parent.name');
    await page.getByRole('button', { name: 'process.parent.name', exact: true }).click();
    await page.getByRole('list', { name: 'rarest values of process.parent.name' }).waitFor();
    await page.getByRole('button', { name: 'only process.parent.name svchost.exe' }).click();
    await queryIs('process where process.parent.name == "svchost.exe"');
  });

  test('a sequence is a group of steps with its keys and how long it took', async () => {
    await hunt(
      'sequence by host.id, process.entity_id with maxspan=1m [process where process.name : "dllhost.exe" and event.type == "start"] [network where true]',
    );
    await page.getByText(/^Sequence 1/).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'Sequence 1' }).innerText()).toMatch(
      /2 events in 8\.0 s · joined by/,
    );
  });

  test('a mistake is said with its line and column while one types', async () => {
    await hunt('any where true');
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    // The browser would style what replaces styled text, which the policy refuses and the editor has no use for.
    await page.keyboard.press('Delete');
    await page.keyboard.type('process where process.nmae == 1');
    const problem = page.getByRole('list', { name: 'problems of the query' });
    await problem.getByText('process.nmae').waitFor();
    expect(await problem.innerText()).toMatch(/at 1:15/);
    await page.keyboard.press('Escape');
  });

  test('where nothing is found it says which condition leaves nothing, and where the nearest events are', async () => {
    await hunt('process where host.os.type == "windows" and process.name == "nothing.exe"');
    await page.getByText('leaves nothing').waitFor();
    expect(await page.locator('tr[data-end="true"]').innerText()).toContain('nothing.exe');
    await hunt(DLLHOST, { from: 'now-30d', to: 'now-20d' });
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByRole('gridcell').first().waitFor();
    expect(await count()).toBeGreaterThan(0);
  });

  test('Shift+R begins a rule with the query', async () => {
    await hunt(DLLHOST);
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('Shift+R');
    await page.waitForURL('**/rules/new?*');
    await queryIs(DLLHOST);
  });

  test('nothing was refused or failed in the browser meanwhile', () => {
    expect(screens.complaints).toEqual([]);
  });
});

/** Serious and critical ones. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } }).axe;
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
