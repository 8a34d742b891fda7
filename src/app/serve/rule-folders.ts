/**
 * The rule files of a server's folders, read when it starts and again when something in them changes: editors write a
 * file in several steps and a checkout changes thousands at once, so a change is taken up when it has been quiet for
 * a moment. Where the system cannot watch a folder, it is read again from time to time.
 */
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RuleFile } from '../../detect/rule-book.ts';
import { findFiles, reasonOf } from '../find-files.ts';
import { decodeText, isTestsFile, NO_TEXT } from '../load-rule-files.ts';

const RULE_FILE = /\.(toml|json|ndjson|txt|md)$/i;
const QUIET_MS = 300;
const LOOK_AGAIN_MS = 30_000;

export interface FoundRuleFiles {
  readonly files: readonly RuleFile[];
  /** Paths that could not be read, with the reason. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

export async function readRuleFolders(paths: readonly string[]): Promise<FoundRuleFiles> {
  const files: RuleFile[] = [];
  const unreadable: { readonly path: string; readonly reason: string }[] = [];
  for await (const found of findFiles(paths)) {
    if (found.kind === 'unreadable') {
      unreadable.push(found);
      continue;
    }
    const { named, path } = found;
    if (!named && (!RULE_FILE.test(path) || isTestsFile(path))) continue;
    try {
      const text = decodeText(await readFile(path));
      if (text === undefined) unreadable.push({ path, reason: NO_TEXT });
      else files.push({ path, text });
    } catch (error) {
      unreadable.push({ path, reason: reasonOf(error) });
    }
  }
  return { files, unreadable };
}

/** Calls back when the folders changed and are quiet again. Gives what ends it. */
export function watchRuleFolders(paths: readonly string[], onChange: () => void): () => void {
  let quiet: NodeJS.Timeout | undefined;
  const watchers: FSWatcher[] = [];
  function changed(): void {
    clearTimeout(quiet);
    quiet = setTimeout(onChange, QUIET_MS);
    quiet.unref();
  }
  const blind: string[] = [];
  for (const path of paths) {
    try {
      const watcher = watch(path, { recursive: true, persistent: false }, changed);
      watcher.on('error', () => blind.push(path));
      watchers.push(watcher);
    } catch {
      blind.push(path);
    }
  }
  const again = setInterval(() => {
    if (blind.length > 0) changed();
  }, LOOK_AGAIN_MS);
  again.unref();
  return () => {
    clearTimeout(quiet);
    clearInterval(again);
    for (const watcher of watchers) watcher.close();
  };
}
