/** Who may only look sees everything and changes nothing; who judges does not author; who authors does. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const PASSWORD = 'four words of a test';
const RULES = '/api/detection_engine/rules';
/** What controls are called that change something on the server. */
const CHANGES =
  /^((Acknowledge|Reopen|Close|Assign|Note|Keep the note|Tag ?t|Don't alert)\b|[●○]\s*(On|Off)$|.* is (on|off)$|Run over|Fill|Duplicate|Delete|New$|Import|Make|Save|Play|Switch|Enable|Revoke|Remove|Replace)/;

interface Controls {
  /** That change something, and can be used. */
  readonly loose: readonly string[];
  /** That are off without a word. */
  readonly mute: readonly string[];
  readonly off: readonly string[];
}

describe.skipIf(chromiumPath === undefined)('people of different roles', () => {
  let screens: Screens;
  let alert = '';
  let rule = '';

  beforeAll(async () => {
    screens = await Screens.start({ rules: [] });
    for (const role of ['viewer', 'analyst', 'author'])
      await screens.server.ask('/api/tripline/users', { name: `a-${role}`, role, password: PASSWORD });
    const made = (await screens.server.ask(RULES, {
      ...{ rule_id: 'r', name: 'Rule', description: 'd', type: 'eql', language: 'eql', enabled: true },
      ...{ severity: 'high', risk_score: 73, interval: '2s', from: 'now-10m', note: '1. Look at it.' },
      query: 'process where event.action == "seen"',
    })) as { readonly id: string };
    rule = made.id;
    const event = {
      '@timestamp': new Date().toISOString(),
      event: { category: ['process'], type: ['start'], action: 'seen', kind: 'event' },
      host: { name: 'h', id: 'h' },
      process: { name: 'p.exe', entity_id: 'p', pid: 1 },
    };
    await screens.ingest(JSON.stringify(event));
    const [found] = await screens.alerts(1);
    alert = String(found?.['kibana.alert.uuid']);
    const item = {
      ...{ name: 'our scanners', description: 'agreed', type: 'simple' },
      entries: [{ field: 'host.name', type: 'match', operator: 'included', value: 'h9' }],
    };
    await screens.server.ask(`${RULES}/${rule}/exceptions`, { items: [item] });
  }, 120_000);
  afterAll(async () => screens?.close(), 60_000);

  async function open(page: Page, path: string): Promise<void> {
    await page.goto(`${screens.server.url}/app${path}`);
    await screens.settled(page);
  }

  /** Paths of requests that the server refused to this page from now on. */
  function refusedTo(page: Page): readonly string[] {
    const refused: string[] = [];
    page.on('response', response => {
      if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`);
    });
    return refused;
  }

  const said = (page: Page, text: string | RegExp): Promise<void> =>
    page.getByRole('status').getByText(text).first().waitFor();

  test('who may look sees every page, and every control that changes something is off and says why', async () => {
    const page = await screens.signInAs('a-viewer', PASSWORD);
    const refused = refusedTo(page);
    for (const [path, off] of [
      ['/alerts', []],
      [`/alerts?open=${alert}`, ['Acknowledge', 'Close…', 'Assign', 'Note', 'Tag', "Don't alert"]],
      [`/alerts/${alert}`, ['Acknowledge', 'Keep the note']],
      ['/rules', ['New', 'Import', 'Rule is on']],
      [`/rules/${rule}`, ['● On', 'Run over…', 'Duplicate', 'Delete']],
      [`/rules/${rule}?tab=exceptions`, ['Delete']],
      [`/rules/${rule}/edit`, ['Save']],
      ['/hunt?lang=kql&q=process.pid: 1', []],
      ['/coverage', []],
      ['/sources', []],
      ['/settings?tab=access', []],
      ['/settings?tab=users', []],
      ['/settings?tab=exceptions', ['Delete']],
      ['/settings?tab=lists', []],
      ['/settings?tab=health', []],
      ['/welcome', ['Play']],
    ] as const) {
      await open(page, path);
      for (const name of off)
        await page
          .locator('main :is(button, [role="switch"])', { hasText: name })
          .or(page.getByLabel(name))
          .first()
          .waitFor();
      const controls = await page.evaluate<Controls>(LOOK_AT_CONTROLS);
      expect({ path, loose: controls.loose, mute: controls.mute }).toEqual({ path, loose: [], mute: [] });
      for (const name of off)
        expect(
          controls.off.some(one => one.startsWith(name)),
          `${path}: ${name} in ${controls.off}`,
        ).toBe(true);
      expect(await page.locator('main [role="alert"]').allInnerTexts(), path).toEqual([]);
    }
    expect(refused).toEqual([]);
    await page.context().close();
  });

  test('keys that change something say why they do not, and nothing of it reaches the server', async () => {
    const page = await screens.signInAs('a-viewer', PASSWORD);
    const refused = refusedTo(page);
    const analysts = 'You may look and not change: analysts judge alerts.';
    const authors = 'You may not change what is detected: authors of rules may.';
    await open(page, '/alerts');
    await page.locator('[aria-label="alerts"] [aria-rowindex="2"]').waitFor();
    for (const keys of ['a', 'c 2', 'C', 'i', 'n', 't', 'x a']) {
      for (const key of keys.split(' ')) await page.keyboard.press(key);
      await said(page, analysts);
    }
    await page.keyboard.press('o');
    await page
      .getByRole('region', { name: 'alert', exact: true })
      .getByText('1 of 1', { exact: true })
      .waitFor();
    for (const keys of ['a', 'c 3', 'C', 'i', 'n', 't', 'e']) {
      for (const key of keys.split(' ')) await page.keyboard.press(key);
      await said(page, analysts);
    }
    await open(page, '/rules');
    await page.getByRole('row').nth(1).waitFor();
    for (const key of ['Space', 'G']) {
      await page.keyboard.press(key);
      await said(page, authors);
    }
    await open(page, `/rules/${rule}`);
    for (const key of ['Space', 'R', 'G', 'D']) {
      await page.keyboard.press(key);
      await said(page, authors);
    }
    await page.keyboard.press('z');
    await said(page, 'there is nothing to take back');
    expect(refused).toEqual([]);
    const [now] = await screens.alerts(1);
    expect(now?.['kibana.alert.workflow_status']).toBe('open');
    await page.context().close();
  });

  test('the server refuses what the screens do not offer', async () => {
    const page = await screens.signInAs('a-viewer', PASSWORD);
    const body = { on: { uuids: [alert] }, change: { status: 'closed' } };
    const answers = await Promise.all(
      [
        ['POST', '/api/tripline/alerts/acts', body],
        ['POST', '/api/detection_engine/signals/status', { signal_ids: [alert], status: 'closed' }],
        ['POST', `/api/tripline/alerts/${alert}/notes`, { text: 'x' }],
        ['PUT', `/api/tripline/alerts/${alert}/guide-steps`, { done: [0] }],
        ['POST', RULES, {}],
        ['PATCH', RULES, { id: rule, enabled: false }],
        ['DELETE', `${RULES}?id=${rule}`, undefined],
        ['POST', `${RULES}/_bulk_action`, { action: 'disable', ids: [rule] }],
        ['POST', `${RULES}/${rule}/exceptions`, { items: [] }],
        ['POST', `/api/tripline/rules/${rule}/runs`, { from: 'now-1h', to: 'now' }],
        ['POST', '/api/lists', { name: 'l', description: 'd', type: 'ip' }],
        ['POST', '/api/tripline/users', { name: 'b', role: 'admin' }],
        ['POST', '/api/tripline/keys', { name: 'k', access: 'all' }],
        ['POST', '/api/tripline/recording', {}],
      ].map(async ([method, path, data]) => {
        const answer = await page.request.fetch(`${screens.server.url}${path}`, {
          ...{ method: String(method), headers: { 'sec-fetch-site': 'same-origin' } },
          ...(data === undefined ? {} : { data }),
        });
        return `${method} ${path}: ${answer.status()}`;
      }),
    );
    expect(answers.filter(answer => !answer.endsWith(': 403'))).toEqual([]);
    await page.context().close();
  });

  test('an analyst judges alerts and does not change rules', async () => {
    const page = await screens.signInAs('a-analyst', PASSWORD);
    const refused = refusedTo(page);
    await open(page, `/alerts/${alert}`);
    await page.keyboard.press('a');
    await said(page, 'acknowledged 1 alert');
    const [now] = await screens.alerts(1);
    expect(now?.['kibana.alert.workflow_status']).toBe('acknowledged');
    await page.keyboard.press('e');
    const form = page.getByRole('dialog', { name: "Don't alert on this again" });
    await form.getByText('You may not change what is detected: authors of rules may.').waitFor();
    expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await open(page, `/rules/${rule}`);
    await page.keyboard.press('Space');
    await said(page, 'You may not change what is detected: authors of rules may.');
    const controls = await page.evaluate<Controls>(LOOK_AT_CONTROLS);
    expect({ loose: controls.loose, mute: controls.mute }).toEqual({ loose: [], mute: [] });
    expect(refused).toEqual([]);
    await page.context().close();
  });

  test('an author changes rules, and does not say who comes in', async () => {
    const page = await screens.signInAs('a-author', PASSWORD);
    const refused = refusedTo(page);
    await open(page, `/rules/${rule}`);
    await page.keyboard.press('Space');
    await page.getByRole('switch', { name: 'Off' }).waitFor();
    const now = (await screens.server.ask(`${RULES}?id=${rule}`)) as { readonly enabled: boolean };
    expect(now.enabled).toBe(false);
    await page.keyboard.press('z');
    await page.getByRole('switch', { name: 'On' }).waitFor();
    await open(page, '/settings?tab=users');
    await page.getByText('Users are not shown').waitFor();
    await page.getByText('Only admins may do this.').waitFor();
    expect(refused).toEqual([]);
    await page.context().close();
  });

  test('the browser had nothing to complain about', () => {
    expect(screens.complaints).toEqual([]);
  });
});

/** In the page: what changes something, by its name, whether it can be used, and whether a title tells why not. */
const LOOK_AT_CONTROLS = `(() => {
  const changes = ${CHANGES};
  const isOff = one => one.disabled === true || one.getAttribute('aria-disabled') === 'true';
  const nameOf = one =>
    (one.getAttribute('aria-label') ?? (one.labels?.[0]?.textContent || one.textContent) ?? '').replace(/\\s+/g, ' ').trim();
  const isTold = one => (one.closest('[title]')?.title ?? '') !== '';
  const all = [...document.querySelectorAll('main button, main [role="switch"], main textarea, main input')].filter(
    // Views are kept in the browser.
    one => changes.test(nameOf(one)) && one.closest('nav') === null,
  );
  return {
    loose: all.filter(one => !isOff(one)).map(nameOf),
    mute: all.filter(one => isOff(one) && !isTold(one)).map(nameOf),
    off: all.filter(isOff).map(nameOf),
  };
})()`;
