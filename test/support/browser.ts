import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium lies on this machine; undefined where it does not, and tests of the screens are skipped. */
export const chromiumPath: string | undefined = [process.env['CHROMIUM'] ?? '', ...PATHS].find(
  path => path !== '' && existsSync(path),
);

if (chromiumPath === undefined)
  process.stderr.write('no Chromium here: tests of the screens are skipped (apt-get install chromium)\n');

/** A browser that talks to nobody but the pages it is sent to. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath ?? '',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
