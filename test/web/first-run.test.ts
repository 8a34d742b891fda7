/** An empty system leads by the hand to a first alert. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

/** The recording tells its first alert some twelve seconds after it begins. */
const ALERT_MS = 60_000;

describe.skipIf(chromiumPath === undefined)('the first run', () => {
  let screens: Screens;
  beforeAll(async () => {
    screens = await Screens.start();
  });
  afterAll(async () => screens?.close());

  test('whoever comes to an empty system is welcomed, and told what is missing', async () => {
    const { page } = screens;
    await screens.open('/');
    await page.waitForURL('**/app/welcome');
    await page.getByText('Nothing has arrived yet.').waitFor();
    await step('Signed in', 'done').waitFor();
    await step('Rules', 'done').waitFor();
    await step('Events', 'to come').waitFor();
    await step('First alert', 'to come').waitFor();
  });

  test('the recorded attack is played by one button, and its alert appears and opens', {
    timeout: ALERT_MS + 20_000,
  }, async () => {
    const { page } = screens;
    await page.getByRole('button', { name: 'Play it' }).click();
    await page.getByText('The recorded attack plays').waitFor();
    await page.getByText('opens it', { exact: false }).first().waitFor({ timeout: ALERT_MS });
    await step('Events', 'done').waitFor();
    await step('First alert', 'done').waitFor();
    const misses = page.getByRole('region', { name: 'What did not fire, and why' });
    await misses.getByText('10.20.1.5').waitFor();
    const [alert] = await screens.alerts(1);
    expect(alert?.['tags']).toContain('recording');
    await page.keyboard.press('o');
    await page.waitForURL('**/app/alerts/*');
  });

  test('the first alert has three hints, and one that is dismissed does not come back', async () => {
    const { page } = screens;
    const hints = page.getByRole('complementary', { name: 'hint' });
    await hints.nth(2).waitFor();
    await hints.first().getByRole('button', { name: 'do not show this hint again' }).click();
    await page.reload();
    await hints.nth(1).waitFor();
    expect(await hints.count()).toBe(2);
  });

  test('whoever comes now is led to the alerts', async () => {
    const { page } = screens;
    await screens.open('/');
    await page.waitForURL('**/app/alerts*');
  });

  test('what was recorded says so, and one button closes its alerts', async () => {
    const { page, server } = screens;
    await screens.open('/sources');
    await page.getByRole('button', { name: 'Stop it and close its alerts' }).click();
    await page.getByText('the recording is taken away').waitFor();
    await page.getByRole('complementary', { name: 'recorded data' }).waitFor({ state: 'detached' });
    expect(await server.ask('/api/tripline/recording')).toMatchObject({ state: 'none' });
    const open = (await screens.alerts(1)).filter(
      one =>
        one['kibana.alert.building_block_type'] === undefined &&
        one['kibana.alert.workflow_status'] !== 'closed',
    );
    expect(open).toEqual([]);
  });

  test('no page made the browser complain', () => {
    expect(screens.complaints).toEqual([]);
  });

  function step(title: string, state: 'done' | 'to come'): Locator {
    return screens.page.getByRole('listitem').filter({ hasText: `${title}, ${state}` });
  }
});
