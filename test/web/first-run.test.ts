/** An empty system leads by the hand to a first alert. */
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
    expect(await step('Signed in')).toBe('true');
    expect(await step('Rules')).toBe('true');
    expect(await step('Events')).toBe('false');
    expect(await step('First alert')).toBe('false');
  });

  test('the recorded attack is played by one button, and its alert appears and opens', {
    timeout: ALERT_MS + 20_000,
  }, async () => {
    const { page } = screens;
    await page.getByRole('button', { name: 'Play it' }).click();
    await page.getByText('The recorded attack plays').waitFor();
    await page.getByText('opens it', { exact: false }).first().waitFor({ timeout: ALERT_MS });
    expect(await step('Events')).toBe('true');
    expect(await step('First alert')).toBe('true');
    const misses = page.getByRole('region', { name: 'What did not fire, and why' });
    await misses.getByText('10.20.1.5').waitFor();
    const [alert] = await screens.alerts(1);
    expect(alert?.['tags']).toContain('recording');
    await page.keyboard.press('o');
    await page.waitForURL('**/app/alerts/*');
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

  async function step(title: string): Promise<string | null> {
    return await screens.page
      .getByRole('listitem')
      .filter({ has: screens.page.getByText(title, { exact: true }) })
      .getAttribute('data-done');
  }
});
