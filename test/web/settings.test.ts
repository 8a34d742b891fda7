/** Keys, exceptions, value lists and the switch of the keyboard, as somebody uses them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

describe.skipIf(chromiumPath === undefined)('settings', () => {
  let screens: Screens;
  beforeAll(async () => {
    screens = await Screens.start();
  });
  afterAll(async () => screens?.close());

  test('a key is shown once, works, and stops when it is revoked', async () => {
    const { page, server } = screens;
    await screens.open('/settings');
    await page.getByRole('textbox', { name: 'Name' }).fill('a script');
    await page.getByRole('combobox', { name: 'It may' }).selectOption('read');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const shown = page.locator('pre').first();
    await shown.waitFor();
    const authorization = await shown.innerText();
    const ask = () => fetch(`${server.url}/api/tripline/status`, { headers: { authorization } });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'I have it' }).click();
    await shown.waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: 'a script' });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.keyboard.press('Enter');
    await row.waitFor({ state: 'detached' });
    expect((await ask()).status).toBe(401);
  });

  test('a user comes in by a link, sees what his role may, and is gone when he is removed', async () => {
    const { page } = screens;
    await screens.open('/settings?tab=users');
    await page.getByText('There are no users').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('mara');
    await page.getByRole('combobox', { name: 'Role', exact: true }).selectOption('analyst');
    await page.getByRole('button', { name: 'Make a user' }).click();
    const link = page.locator('pre').first();
    await link.waitFor();
    const stranger = await screens.stranger();
    await stranger.goto(await link.innerText());
    await stranger.getByRole('button').click();
    await stranger.waitForURL('**/app/**');
    await stranger.goto(`${screens.server.url}/app/settings`);
    await stranger.getByText('Keys are not shown').waitFor();
    await stranger.getByText('judge alerts').waitFor();
    await stranger.getByText('New password').waitFor();
    await page.getByRole('button', { name: 'I have it' }).click();
    const row = page.getByRole('row', { name: 'mara' });
    await row.getByRole('combobox', { name: 'role of mara' }).selectOption('viewer');
    await page.getByText('mara is now viewer').waitFor();
    await page.keyboard.press('z');
    await page.getByText('taken back').waitFor();
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.keyboard.press('Enter');
    await row.waitFor({ state: 'detached' });
    await stranger.reload();
    await stranger.getByText('not signed in').waitFor();
  });

  test('a value list is imported from a file, and comes back when its deletion is undone', async () => {
    const { page } = screens;
    await screens.open('/settings?tab=lists');
    await page.getByText('There are no value lists').waitFor();
    await page.getByRole('combobox', { name: 'Type' }).selectOption('ip');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'scanners.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('10.0.0.1\n10.0.0.2\nno address\n'),
      });
    await page.getByText('1 line refused').waitFor();
    const row = page.getByRole('row', { name: 'scanners.txt' });
    await row.getByRole('button', { name: '2 values' }).waitFor();
    await row.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await row.getByRole('button', { name: '2 values' }).waitFor();
  });

  test('an exception is told in words, and comes back when its deletion is undone', async () => {
    const { page, server } = screens;
    const list = { list_id: 'ours', name: 'What is ours', description: 'agreed', type: 'detection' };
    await server.ask('/api/exception_lists', list);
    await server.ask('/api/exception_lists/items', {
      ...{ list_id: 'ours', item_id: 'backup', name: 'The backup', description: 'every night' },
      type: 'simple',
      entries: [
        { field: 'process.name', type: 'match', operator: 'included', value: 'backup.exe' },
        { field: 'source.ip', type: 'list', operator: 'excluded', list: { id: 'gone', type: 'ip' } },
      ],
      comments: [{ comment: 'asked for by operations' }],
    });
    await screens.open('/settings?tab=exceptions');
    const row = page.getByRole('row', { name: 'The backup' });
    await row.getByText('is not in the list').waitFor();
    await row.getByText('this exception is not applied').waitFor();
    await row.getByRole('button', { name: 'Delete The backup' }).click();
    await row.waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await row.waitFor();
  });

  test('single keys can be switched off, and stay so', async () => {
    const { page } = screens;
    await screens.open('/settings?tab=keyboard');
    await page.getByRole('switch', { name: 'Single keys do something' }).uncheck({ force: true });
    await page.reload();
    await page.getByRole('switch', { name: 'Single keys do something' }).waitFor();
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('switch', { name: 'Single keys do something' }).check({ force: true });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  test('licenses of what the screens are made of can be read', async () => {
    const { page, server } = screens;
    await screens.open('/settings?tab=about');
    const address = await page
      .getByRole('link', { name: 'Licenses of what these screens are made of' })
      .getAttribute('href');
    const answer = await fetch(new URL(address ?? '', server.url));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('MIT');
  });

  test('no page made the browser complain', () => {
    expect(screens.complaints).toEqual([]);
  });
});
