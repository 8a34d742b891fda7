import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { ScreenFile, Screens } from '../../http/screens.ts';

/** From dist/app/serve, and from src/app/serve where sources run as they are. */
const FOLDERS = ['../../screens/', '../../../dist/screens/'];
const CONTENT_TYPES: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** All of the screens that were built, in memory: some megabytes. Undefined where none were. */
export function readScreens(): Screens | undefined {
  for (const relative of FOLDERS) {
    const folder = fileURLToPath(new URL(relative, import.meta.url));
    try {
      const files = new Map<string, ScreenFile>();
      const index = readFileSync(`${folder}index.html`, 'utf8');
      for (const name of readdirSync(`${folder}assets`)) {
        const contentType = CONTENT_TYPES[extname(name)];
        if (contentType === undefined) continue;
        const bytes = readFileSync(`${folder}assets/${name}`);
        files.set(`assets/${name}`, fileOf(bytes, contentType));
      }
      const licenses = readFileSync(`${folder}licenses.md`);
      files.set('assets/licenses.md', fileOf(licenses, 'text/plain; charset=utf-8'));
      return { index, files };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

/** Pressed when it is first asked for: a start does not wait for files that nobody may load. */
function fileOf(bytes: Buffer, contentType: string): ScreenFile {
  let gzipped: Buffer | undefined;
  return {
    bytes,
    contentType,
    get gzipped() {
      gzipped ??= gzipSync(bytes);
      return gzipped;
    },
  };
}
