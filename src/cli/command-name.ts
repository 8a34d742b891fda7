import { relative } from 'node:path';
import process from 'node:process';

/** How the user can call this program from here: by name when it is installed, by path in a checkout. */
export function commandName(): string {
  const script = relative(process.cwd(), process.argv[1] ?? '');
  return script.startsWith('bin') ? 'node bin/tripline.js' : 'npx tripline';
}
