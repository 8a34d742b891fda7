/** The list of rules and one rule, by keys: filters, switching with a dry run, gaps, runs, exceptions, and taking back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const RULES = '/api/detection_engine/rules';

describe.skipIf(chromiumPath === undefined)('rules on screens', () => {
  let screens: Screens;
  let loud = '';

  beforeAll(async () => {
    screens = await Screens.start();
    for (const number of [1, 2, 3])
      await create({ rule_id: `quiet-${number}`, name: `Quiet ${number}`, enabled: false });
    // Five alerts in a run that may make three: what is held back is a gap.
    const made = await create({
      ...{ rule_id: 'loud', name: 'Loud', enabled: true, interval: '2s', from: 'now-2s', max_signals: 3 },
    });
    loud = made.id;
    const events = [1, 2, 3, 4, 5].map(number => ({
      '@timestamp': new Date().toISOString(),
      event: { category: ['process'], action: 'loud', kind: 'event', id: `loud-${number}` },
      process: { name: `p${number}` },
      host: { name: `h${number}` },
    }));
    await screens.ingest(events.map(event => JSON.stringify(event)).join('\n'));
    await screens.server.until(
      async () => await screens.server.ask('/api/tripline/gaps?state=open'),
      answer => (answer as { total: number }).total > 0,
    );
  }, 60_000);
  afterAll(async () => screens?.close());

  async function create(keys: object): Promise<{ readonly id: string }> {
    const rule = {
      ...{ description: 'd', type: 'eql', language: 'eql', severity: 'high', risk_score: 73 },
      query: 'process where event.action == "loud"',
      ...keys,
    };
    return (await screens.server.ask(RULES, rule)) as { id: string };
  }

  async function isOn(ruleId: string): Promise<boolean> {
    const rule = await screens.server.ask(`${RULES}?rule_id=${ruleId}`);
    return (rule as { enabled: boolean }).enabled;
  }

  async function openList(search = ''): Promise<void> {
    await screens.open(`/rules${search}`);
    await screens.page.getByRole('grid', { name: 'rules' }).waitFor();
  }

  const said = (text: string | RegExp): Promise<void> =>
    screens.page.getByRole('status').filter({ hasText: text }).first().waitFor();

  test('what has gaps comes first, and each count of the head is a filter in the address', async () => {
    const { page } = screens;
    await openList();
    expect(await page.getByRole('row').nth(1).textContent()).toContain('Loud');
    await page.getByRole('button', { name: '3 off' }).click();
    await page.waitForURL('**/rules?show=off');
    await said('3 of 5 rules');
    await page.keyboard.press('/');
    await page.keyboard.type('quiet 2');
    await page.keyboard.press('Enter');
    await said('1 of 5 rules');
    await page.locator('[role="grid"]:focus').waitFor();
    await page.reload();
    await said('1 of 5 rules');
  });

  test('Space switches one rule at once, and `z` takes it back', async () => {
    const { page } = screens;
    await openList('?q=quiet+1');
    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    await said('switched on 1 rule');
    expect(await isOn('quiet-1')).toBe(true);
    // The row stays where it is, as it is now.
    await page.getByRole('switch', { name: 'Quiet 1 is on', checked: true }).waitFor();
    await page.keyboard.press('z');
    await said('taken back: switched on 1 rule');
    expect(await isOn('quiet-1')).toBe(false);
  });

  test('switching on many tells first what they would have brought, and gives the focus back', async () => {
    const { page } = screens;
    await openList('?show=off');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Space');
    const dialog = page.getByRole('dialog', { name: 'Switch on 3 rules' });
    await dialog.waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await said('3 selected of 3');
    await page.keyboard.press('Space');
    await dialog.getByText('Adds 3 rules, ~2 alerts a day on the last 7 days.').waitFor();
    expect(await isOn('quiet-2')).toBe(false);
    await dialog.getByRole('button', { name: 'Switch on 3 rules' }).click();
    await said('switched on 3 rules');
    await dialog.waitFor({ state: 'detached' });
    expect(await isOn('quiet-2')).toBe(true);
    await page.locator('[role="grid"]:focus').waitFor();
    await page.keyboard.press('z');
    await said('taken back: switched on 3 rules');
    expect(await isOn('quiet-2')).toBe(false);
  });

  test('gaps of all that is shown are filled by three keys, and what that gave is told', async () => {
    const { page } = screens;
    await openList('?show=gaps');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('G');
    await said(/filling the gaps of 1 rule|what was asked for of 1 rule has run/);
    await screens.server.until(
      async () => await screens.server.ask('/api/tripline/gaps?state=open'),
      answer => (answer as { total: number }).total === 0,
    );
    await screens.open(`/rules/${loud}`);
    await said(/Filling gaps in .*done, 1 run record/);
  });

  test('a rule tells its schedule in words, its runs cell by cell, and what each counted', async () => {
    const { page } = screens;
    await screens.open(`/rules/${loud}`);
    await page.getByText('every 2 s, looks back 2 s').waitFor();
    await page.getByText('Nothing is left for events that come late').waitFor();
    await page
      .getByRole('button', { name: /alerts may be missing, 3 new alerts$/ })
      .first()
      .click();
    await page.waitForURL('**tab=runs');
    await page
      .getByRole('row', { name: /max_signals is 3: 2 alerts were held back/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  test('an exception is deleted and comes back by `z`', async () => {
    const { page } = screens;
    const item = {
      ...{ name: 'our scanners', description: 'agreed', type: 'simple' },
      entries: [{ field: 'host.name', type: 'match', operator: 'included', value: 'h9' }],
    };
    await screens.server.ask(`${RULES}/${loud}/exceptions`, { items: [item] });
    await screens.open(`/rules/${loud}?tab=exceptions`);
    await page.getByRole('heading', { name: 'our scanners' }).waitFor();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Exceptions are made from an alert').waitFor();
    await page.keyboard.press('z');
    await page.getByRole('heading', { name: 'our scanners' }).waitFor();
  });

  test('a rule is deleted and comes back by `z` as it was; its copy is off', async () => {
    const { page } = screens;
    await openList('?q=quiet+3');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Quiet 3', level: 1 }).waitFor();
    await page.keyboard.press('D');
    await page.getByRole('heading', { name: 'Quiet 3 [Duplicate]' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL('**/rules?q=quiet+3');
    await said('1 of 5 rules');
    await page.keyboard.press('z');
    await said('2 of 6 rules');
    await page.getByRole('link', { name: 'Quiet 3 [Duplicate]' }).waitFor();
    expect(screens.complaints).toEqual([]);
  });
});
