/** What holds on every page: the keys, the themes, accessibility, and that nothing but our own files is loaded. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['/alerts', '/rules', '/hunt', '/coverage', '/sources', '/settings', '/welcome', '/rules/new'];

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

describe.skipIf(chromiumPath === undefined)('the frame of the screens', () => {
  let screens: Screens;
  let rule = '';
  let alert = '';
  beforeAll(async () => {
    screens = await Screens.start();
    await screens.ingestRecording();
    const found = (await screens.alerts(3)).find(
      one => one['kibana.alert.building_block_type'] === undefined,
    );
    alert = String(found?.['kibana.alert.uuid']);
    rule = String(found?.['kibana.alert.rule.uuid']);
  });
  afterAll(async () => screens?.close());

  test('`g` and a letter goes to a page, and the place in the rail says where one is', async () => {
    const { page } = screens;
    await screens.open('/alerts');
    await page.locator('main').waitFor();
    for (const [key, path] of [
      ['r', '/rules'],
      ['h', '/hunt'],
      ['c', '/coverage'],
      ['s', '/sources'],
      ['a', '/alerts'],
    ]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key ?? '');
      await page.waitForURL(`**/app${path}*`);
      expect(await page.locator('nav [aria-current="page"]').getAttribute('href')).toBe(`/app${path}`);
    }
  });

  test('`?` lists the keys, Escape closes it, and Ctrl-K finds a page by its name', async () => {
    const { page } = screens;
    await screens.open('/sources');
    await page.locator('main').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'page or command' }).fill('cover');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/app/coverage*');
  });

  test('somebody who is not signed in is told how to', async () => {
    const page = await screens.stranger();
    await page.goto(`${screens.server.url}/app/alerts`);
    await page.getByText('--sign-in-link').first().waitFor();
    await page.close();
  });

  test('axe finds nothing serious on any page, in either theme, narrow or wide', {
    timeout: 240_000,
  }, async () => {
    const { page } = screens;
    const found: string[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const path of [...PAGES, `/alerts/${alert}`, `/rules/${rule}`, `/alerts?open=${alert}`]) {
        await screens.open(path);
        for (const width of [1366, 390]) {
          await page.setViewportSize({ width, height: 800 });
          await screens.settled();
          for (const violation of await seriousOf(page))
            found.push(`${path} ${colorScheme} ${width}: ${violation}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  test('no page made the browser complain', () => {
    expect(screens.complaints).toEqual([]);
  });
});

/** What axe calls serious or critical, with the elements. */
async function seriousOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} (${failureSummary})`).join(' | ')}`,
    );
}
