/** From an empty system to the first event of one's own, and what is seen of sources then. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const DAY_MS = 86_400_000;

function events(index: string, atMs: number, count: number): string {
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      '@timestamp': new Date(atMs + at * 1_000).toISOString(),
      data_stream: { type: 'logs', dataset: index, namespace: 'default' },
      event: { category: ['process'], type: ['start'], action: 'start' },
      host: { name: `host-${index}` },
      process: { name: `${index}-${at}.exe` },
    }),
  );
  return `${lines.join('\n')}\n`;
}

describe.skipIf(chromiumPath === undefined)('sources', () => {
  let screens: Screens;
  beforeAll(async () => {
    screens = await Screens.start();
  });
  afterAll(async () => screens?.close());

  test('a key is made into the configuration, and the first event that comes by it ticks', async () => {
    const { page, server } = screens;
    await screens.open('/sources');
    await page.getByText('Nothing has arrived').waitFor();
    await page.getByRole('button', { name: 'curl' }).click();
    await page.getByRole('button', { name: 'Make a key and put it in' }).click();
    await page.getByText('Waiting for the first event').waitFor();
    const [, encoded = ''] = /ApiKey (\S+)"/.exec(await page.locator('pre').innerText()) ?? [];
    const answer = await fetch(`${server.url}/api/tripline/ingest?index=logs-first-default`, {
      method: 'POST',
      headers: { authorization: `ApiKey ${encoded}`, 'content-type': 'application/x-ndjson' },
      body: events('first', Date.now() - 5_000, 1),
    });
    expect(answer.status).toBe(200);
    await page.getByText('First event:').waitFor();
    await page.getByText('host-first').first().waitFor();
    // The key may deliver and do nothing else.
    const asked = await fetch(`${server.url}/api/tripline/status`, {
      headers: { authorization: `ApiKey ${encoded}` },
    });
    expect(asked.status).toBe(403);
  });

  test('a source opens by keys, and shows its hosts and fields', async () => {
    const { page } = screens;
    await screens.ingest(events('second', Date.now() - 60_000, 20));
    await screens.open('/sources');
    const row = page.getByRole('button', { name: 'logs-second-default' });
    await row.waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.getByRole('link', { name: 'host-second' }).waitFor();
    await page.getByRole('textbox', { name: 'find a field' }).fill('process.n');
    await page.getByText('process.name').waitFor();
    expect(page.url()).toContain('open=logs-second-default');
    await page.getByRole('textbox', { name: 'find a field' }).blur();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'host-second' }).waitFor({ state: 'detached' });
  });

  test('events that came too late for every rule are run over by one button', async () => {
    const { page } = screens;
    await screens.ingest(events('late', Date.now() - DAY_MS, 3));
    await screens.open('/sources');
    await page.getByText('no run has seen them').waitFor();
    await page.getByRole('button', { name: 'Run all rules over this window' }).click();
    await page.getByText(/Runs over the past/).waitFor();
  });

  test('a source that has stopped is an alarm, and says how many rules it starves', async () => {
    const { page } = screens;
    const atMs = Date.now() - 41 * 60_000;
    const line = JSON.parse(events('endpoint.events.process', atMs, 1));
    line.event.ingested = new Date(atMs).toISOString();
    await screens.open('/sources');
    await page.getByRole('heading', { name: '1 rule without data' }).waitFor();
    await screens.ingest(`${JSON.stringify(line)}\n`);
    await screens.open('/sources');
    const row = page.getByRole('row', { name: 'logs-endpoint.events.process-default' });
    await row.getByText('silent 41 min').waitFor();
    await row.getByText('1 starved').waitFor();
    await page.getByText('1 silent').waitFor();
  });

  test('a document that is refused is counted by its reason', async () => {
    const { page, server } = screens;
    await server.call('/api/tripline/ingest', 'this is no event\n', 'application/x-ndjson');
    await screens.open('/sources');
    await page.getByRole('table', { name: 'refused documents by reason' }).waitFor();
  });

  test('no page made the browser complain', () => {
    expect(screens.complaints).toEqual([]);
  });
});
