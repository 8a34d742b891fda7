// Debian's Chromium, or the one that CHROMIUM names, that talks to nobody but the pages it is sent to.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where there is none on this machine. */
export const chromiumPath = [process.env.CHROMIUM ?? '', ...PATHS].find(
  path => path !== '' && existsSync(path),
);

export async function openBrowser() {
  return await chromium.launch({
    executablePath: chromiumPath ?? PATHS[0],
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
