import process from 'node:process';
import { chromiumPath } from '../../scripts/chromium.mjs';

export { chromiumPath, openBrowser } from '../../scripts/chromium.mjs';

if (chromiumPath === undefined)
  process.stderr.write('no Chromium here: tests of the screens are skipped (apt-get install chromium)\n');
