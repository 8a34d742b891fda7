/** The coverage by keyboard: move, see the rules of a cell, and switch them in place. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

describe.skipIf(chromiumPath === undefined)('the coverage of a fresh server', () => {
  let screens: Screens;
  beforeAll(async () => {
    screens = await Screens.start();
  }, 60_000);
  afterAll(async () => screens?.close(), 60_000);

  test('says of each technique what could fire, and Enter shows its rules', async () => {
    const { page } = screens;
    await screens.open('/coverage');
    const cell = page.getByRole('gridcell').first();
    await cell.waitFor();
    expect(await cell.innerText()).toMatch(/^T1218[\s\S]*1 no data$/);
    await cell.focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('[role="gridcell"]:focus').waitFor();
    await page.keyboard.press('Enter');
    const rules = page.getByRole('region', { name: 'rules' });
    await rules.getByText('nothing comes into its indices').waitFor();
    await page.keyboard.press('Escape');
    await rules.waitFor({ state: 'detached' });
    await page.locator('[role="gridcell"]:focus').waitFor();
  });

  test('a rule is switched off and, after it is said what that brings, on again in place', async () => {
    const { page } = screens;
    await screens.open('/coverage?open=TA0005%2FT1218');
    // The switch itself is drawn behind what is seen of it.
    await page.getByRole('switch').last().press('Space');
    await page.getByText('1 off').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role="gridcell"]:focus').waitFor();
    await page.keyboard.press('e');
    await page.getByText(/Adds 1 rule, about 0\.0 alerts a day/).waitFor();
    await page.getByRole('button', { name: 'Enable', exact: true }).click();
    await page.getByText('1 no data').first().waitFor();
  });

  test('`o` leaves only what could not fire, and the address says so', async () => {
    const { page } = screens;
    await screens.open('/coverage');
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('o');
    await page.waitForURL('**/coverage?holes=yes');
    expect(await page.getByRole('gridcell').count()).toBe(1);
    expect(screens.complaints).toEqual([]);
  });
});
