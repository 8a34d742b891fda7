/** One alert by keyboard: what it claims and why at a glance, and acts that can be taken back. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALERT = {
  query: { bool: { must_not: [{ exists: { field: 'kibana.alert.building_block_type' } }] } },
  size: 1,
};

describe.skipIf(chromiumPath === undefined)('one alert', () => {
  let screens: Screens;
  let uuid = '';
  const panel = (): Locator => screens.page.locator('section[aria-label="alert"]');
  const part = (name: string): Locator => panel().locator(`[data-section="${name}"]`);
  const said = (text: string | RegExp): Locator => screens.page.getByRole('status').getByText(text).first();
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await screens.page.keyboard.press(key);
  };
  const focused = async (): Promise<string> =>
    await screens.page.evaluate<string>(
      "document.activeElement?.getAttribute('data-section') ?? document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName",
    );

  beforeAll(async () => {
    screens = await Screens.start();
    await screens.ingestRecording();
    const answer = await screens.server.ask('/api/detection_engine/signals/search', ALERT);
    uuid = JSON.stringify(answer).match(/"kibana\.alert\.uuid":"([0-9a-f]+)"/)?.[1] ?? '';
  }, 40_000);
  afterAll(async () => screens?.close());
  beforeEach(async () => {
    await screens.page.setViewportSize({ width: 1366, height: 768 });
    await screens.open(`/alerts/${uuid}`);
    await part('json').waitFor();
  });

  test('shows sentence, acts and steps without scrolling', async () => {
    await part('why').getByText("is in none of the rule's 26 ranges").waitFor();
    const box = await part('why').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(768);
    expect(await panel().textContent()).toContain('and 8 s later');
    expect(await part('why').textContent()).toContain('52.000 s to spare');
  });

  test('has a key for each of its parts, and the focus goes with it', async () => {
    for (const [key, name] of [
      ['w', 'why'],
      ['p', 'tree'],
      ['d', 'destination'],
      ['l', 'related'],
      ['m', 'json'],
    ] as const) {
      await press(key);
      expect(await focused()).toBe(name);
    }
  });

  test('draws the process below its parent, and says what is a guess', async () => {
    const rows = part('tree').getByRole('row');
    await rows.getByText('explorer.exe', { exact: true }).waitFor();
    expect(await rows.evaluateAll(all => all.map(row => row.getAttribute('aria-level')))).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(await rows.nth(0).textContent()).toContain('its start was not seen');
  });

  test('is closed with a verdict by two keys, and opened again by one', async () => {
    await press('c', '2');
    await panel().getByText('closed as expected here').first().waitFor();
    await said('closed as expected here').waitFor();
    await press('z');
    await panel().getByRole('button', { name: 'Acknowledge' }).waitFor();
  });

  test('keeps a note by keyboard alone, after which the keys are its own again', async () => {
    await press('n');
    await screens.page.keyboard.type('the parent came from a disk image');
    await press('Control+Enter');
    await part('notes').getByText('the parent came from a disk image').waitFor();
    await expect.poll(focused).toBe('alert');
  });

  test('keeps which steps of the guide were done', async () => {
    const step = part('guide').getByRole('checkbox', { name: 'step 2 of the guide is done' });
    await step.check();
    await part('guide').getByText('1 step done').waitFor();
    await screens.page.reload();
    await part('guide').getByText('1 step done').waitFor();
    expect(await step.isChecked()).toBe(true);
  });

  test('counts what an exception would remove before it can be saved, and wants a reason', async () => {
    await press('e');
    const form = screens.page.getByRole('dialog');
    await form.getByRole('checkbox').first().check();
    await form.getByText(/removes \d/).waitFor();
    await form.getByText('Say why').waitFor();
    expect(await form.getByRole('button', { name: /Save/ }).isDisabled()).toBe(true);
    await press('Escape');
    await form.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe('alert');
  });

  test('is usable with a screen reader, narrow as wide', async () => {
    for (const width of [1366, 390]) {
      await screens.page.setViewportSize({ width, height: 800 });
      await screens.page.evaluate(AXE);
      const found = await screens.page.evaluate<
        readonly {
          readonly id: string;
          readonly impact: string;
          readonly nodes: readonly { readonly html: string }[];
        }[]
      >("axe.run(document.querySelector('main')).then(({ violations }) => violations)");
      const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(grave.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
  });

  test('has nothing to complain about for the browser', () => {
    expect(screens.complaints).toEqual([]);
  });
});
