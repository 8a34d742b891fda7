/** Text of events, rules and guides is shown and does nothing, whatever stands in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script><b id="bold">bold</b>';
const HOSTILE = [
  MARKUP,
  '<a href="javascript:window.hit=1">click</a>](javascript:window.hit=1)',
  'fdp.\u202eexe.scr\u202c',
  'a\u0000\u001b[31mred\u001b[0m\r\n\tb',
  `dllh\u043est.exe${' '.repeat(300)}end `,
  '{{constructor.constructor("window.hit=1")()}} =HYPERLINK("http://x")',
  '</title></textarea></style></script><svg onload=window.hit=1>',
].join(' ');
const HUGE = 'x'.repeat(3_000_000);

describe.skipIf(chromiumPath === undefined)('hostile text', () => {
  let screens: Screens;
  let alert = '';
  let eventId = '';
  beforeAll(async () => {
    screens = await Screens.start({ rules: [] });
    const rule = {
      ...{ rule_id: 'hostile', name: `N ${HOSTILE}`, description: HOSTILE, type: 'eql', language: 'eql' },
      ...{ severity: 'high', risk_score: 73, enabled: true, interval: '5m', from: 'now-9m' },
      query: 'process where event.action == "hostile"',
      note: `## Triage ${HOSTILE}\n\n${HOSTILE}\n\n![x](https://elsewhere.example/x.png)\n\n[link](javascript:alert(1))\n\n${MARKUP}`,
      setup: HOSTILE,
      ...{ author: [HOSTILE], tags: [HOSTILE], false_positives: [HOSTILE] },
      references: ['javascript:alert(1)', 'https://elsewhere.example/"><script>window.hit=1</script>'],
      threat: [
        {
          framework: 'MITRE ATT&CK',
          tactic: { id: 'TA0005', name: HOSTILE, reference: 'https://attack.mitre.org/tactics/TA0005/' },
          technique: [{ id: 'T1218', name: HOSTILE, reference: 'javascript:alert(1)' }],
        },
      ],
    };
    await screens.server.ask('/api/detection_engine/rules', rule);
    const event = {
      '@timestamp': new Date().toISOString(),
      event: { category: ['process'], type: ['start'], action: 'hostile', kind: 'event', id: 'h-1' },
      host: { name: HOSTILE, id: HOSTILE, os: { type: 'windows' } },
      user: { name: HOSTILE, domain: HOSTILE },
      process: {
        ...{
          name: HOSTILE,
          executable: HOSTILE,
          command_line: `${HOSTILE}${HUGE}`,
          entity_id: HOSTILE,
          pid: 1,
        },
        args: [HOSTILE, HOSTILE],
        parent: { name: HOSTILE, entity_id: 'p', command_line: HOSTILE, executable: HOSTILE },
      },
      destination: { ip: '93.184.216.34', domain: HOSTILE, port: 1 },
      file: { path: HOSTILE, name: HOSTILE },
      message: HOSTILE,
      labels: { [MARKUP]: HOSTILE },
    };
    await screens.ingest(JSON.stringify(event));
    const [found] = await screens.alerts(1);
    alert = String(found?.['kibana.alert.uuid']);
    const ancestors = found?.['kibana.alert.ancestors'];
    eventId = Array.isArray(ancestors) ? String(ancestors[0]?.id) : '';
  });
  afterAll(async () => screens?.close());

  test('changes nothing but the text on any page', { timeout: 120_000 }, async () => {
    const { page } = screens;
    const elsewhere: string[] = [];
    page.on('request', request => {
      if (!request.url().startsWith(screens.server.url) && !request.url().startsWith('data:'))
        elsewhere.push(request.url());
    });
    const { id } = (await screens.server.ask('/api/detection_engine/rules?rule_id=hostile')) as {
      id: string;
    };
    for (const path of [
      '/alerts',
      `/alerts/${alert}`,
      `/alerts?open=${alert}`,
      '/alerts?group=rule',
      '/rules',
      `/rules/${id}`,
      `/rules/${id}/edit`,
      `/hunt?lang=eql&q=${encodeURIComponent('process where true')}&open=${eventId}`,
      '/coverage',
      '/sources',
    ]) {
      await screens.open(path);
      await screens.settled();
      const found = await page.evaluate(() => {
        const { document, hit } = globalThis as unknown as {
          hit?: number;
          document: { querySelectorAll(selector: string): ArrayLike<{ outerHTML: string }> };
        };
        const all = (selector: string): string[] =>
          Array.from(document.querySelectorAll(selector), ({ outerHTML }) => outerHTML.slice(0, 200));
        return {
          hit: hit ?? 0,
          brought: all('#bold, main img, main script, main svg[onload], a[href^="javascript:"]'),
        };
      });
      expect({ path, ...found }).toEqual({ path, hit: 0, brought: [] });
    }
    expect(elsewhere).toEqual([]);
    expect(screens.complaints).toEqual([]);
  });
});
