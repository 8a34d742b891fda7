/** The screens of a started server, as somebody sees them who has just signed in. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { moveTimes } from '../../src/app/serve/recording.ts';
import { openBrowser } from './browser.ts';
import { ServerProcess } from './running-server.ts';

const LAST_OF_THE_RECORDING_MS = Date.parse('2026-03-17T08:46:00Z');
const SLOWEST_MS = 20_000;
const TWO_FRAMES = 'new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))';

export interface ScreensOptions {
  /** Of rules; those that ship by default. */
  readonly rules?: readonly string[];
  readonly args?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
}

export class Screens {
  readonly server: ServerProcess;
  readonly page: Page;
  readonly #complaints: string[];
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(
    parts: { server: ServerProcess; page: Page; browser: Browser; folder: string },
    complaints: string[],
  ) {
    this.server = parts.server;
    this.page = parts.page;
    this.#browser = parts.browser;
    this.#folder = parts.folder;
    this.#complaints = complaints;
  }

  /** What the browser complained about: errors of scripts, of the console, of the policy. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** A server on an empty folder, and a page of it that is signed in and has gone nowhere yet. */
  static async start({ args = [], rules, viewport }: ScreensOptions = {}): Promise<Screens> {
    const folder = mkdtempSync(join(tmpdir(), 'tripline-screens-'));
    const rulePaths = (rules ?? [resolve('rules')]).flatMap(path => ['--rules', path]);
    const server = await ServerProcess.start(
      ['--data', 'data', '--listen', '127.0.0.1:0', '--sign-in-link', ...rulePaths, ...args],
      { cwd: folder },
    );
    const browser = await openBrowser();
    const context = await browser.newContext({ viewport: viewport ?? { width: 1366, height: 768 } });
    const complaints: string[] = [];
    const page = await openPage(context, complaints);
    const link = /(http:\S+\/sign-in\?token=\S+)/.exec(server.out)?.[1];
    if (link === undefined) throw new Error(`no sign-in link in ${server.out}`);
    const screens = new Screens({ server, page, browser, folder }, complaints);
    await page.goto(link);
    await page.click('button');
    await page.waitForURL('**/app/**');
    return screens;
  }

  /** @param path below `/app` */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.server.url}/app${path}`);
  }

  /** A page of somebody who has not signed in. */
  async stranger(): Promise<Page> {
    const page = await (await this.#browser.newContext()).newPage();
    page.setDefaultTimeout(SLOWEST_MS);
    return page;
  }

  /** A page of a user in a browser of his own, signed in by name and password. What it complains about is kept too. */
  async signInAs(name: string, password: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: this.page.viewportSize() });
    const page = await openPage(context, this.#complaints);
    await page.goto(`${this.server.url}/sign-in`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/app/**');
    return page;
  }

  /**
   * Waits until the page has what it asked for: there is something in it, nothing of it loads, and two frames were
   * drawn since.
   */
  async settled(page: Page = this.page): Promise<void> {
    await page.locator('main:has(*):not(:has([aria-busy="true"]))').waitFor();
    await page.evaluate(TWO_FRAMES);
  }

  /** Stores the recorded attack as if its end were now, and waits for its alerts. */
  async ingestRecording(): Promise<void> {
    const text = readFileSync(resolve('examples/attack.ndjson'), 'utf8');
    await this.ingest(moveTimes(text, Date.now() - LAST_OF_THE_RECORDING_MS));
    await this.alerts(3);
  }

  /** @param lines of JSON, a document each */
  async ingest(lines: string): Promise<void> {
    const answer = await this.server.call('/api/tripline/ingest', lines, 'application/x-ndjson');
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** Waits for at least so many alerts, and gives their documents. */
  async alerts(least: number): Promise<readonly { readonly [key: string]: unknown }[]> {
    const body = { query: { match_all: {} }, size: 1000 };
    const found = await this.server.until(
      async () => {
        const answer = await this.server.ask('/api/detection_engine/signals/search', body);
        return (answer as { hits: { hits: { _source: { [key: string]: unknown } }[] } }).hits.hits;
      },
      hits => hits.length >= least,
    );
    return found.map(({ _source }) => _source);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function openPage(context: BrowserContext, complaints: string[]): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(SLOWEST_MS);
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(`${error.name}: ${error.message}`));
  return page;
}
