/**
 * The rules of folders, as the rule book takes them: read again only where a file's text changed. What must outlive
 * the process about them (when each was seen first, how often it changed) is one object for all, written when
 * something in it changes: a start with thousands of unchanged files writes nothing.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isJsonObject, type JsonObject } from '../event/json.ts';
import type { RuleOptions } from '../rules/compile-rule.ts';
import { loadRuleText } from '../rules/load-rules.ts';
import { sameRuleId } from '../rules/messages.ts';
import type { Rule } from '../rules/rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { sourceText } from '../source/source-text.ts';
import { bodyOf, compileRead, type ReadRule } from './read-rule-body.ts';
import type { RuleFile } from './rule-book.ts';

export interface RuleOfFile extends ReadRule {
  readonly file: string;
  readonly body: JsonObject;
  /** Equal for equal bodies. */
  readonly digest: string;
}

/** What is remembered of a rule of a file. */
export interface SeenRule {
  readonly digest: string;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

interface ReadFile {
  readonly text: string;
  readonly rules: readonly RuleOfFile[];
  readonly problems: readonly Diagnostic[];
}

export class FileRules {
  readonly #options: RuleOptions;
  #files: ReadonlyMap<string, ReadFile> = new Map();

  constructor(options: RuleOptions) {
    this.#options = options;
  }

  /**
   * The rules of these files, the first of each id, and what is wrong with files and rules of which there is none.
   *
   * @param taken the rule of this id that is no file's
   */
  take(
    files: readonly RuleFile[],
    taken: (ruleId: string) => Rule | undefined,
  ): { readonly rules: ReadonlyMap<string, RuleOfFile>; readonly problems: readonly Diagnostic[] } {
    const read = new Map<string, ReadFile>();
    for (const { path, text } of files) {
      const before = this.#files.get(path);
      read.set(path, before?.text === text ? before : this.#read(path, text));
    }
    this.#files = read;
    const rules = new Map<string, RuleOfFile>();
    const problems: Diagnostic[] = [];
    for (const file of read.values()) {
      problems.push(...file.problems);
      for (const one of file.rules) {
        const other = rules.get(one.rule.rule_id)?.rule ?? taken(one.rule.rule_id);
        if (other === undefined) rules.set(one.rule.rule_id, one);
        else problems.push(sameRuleId(one.rule, other));
      }
    }
    return { rules, problems };
  }

  #read(path: string, text: string): ReadFile {
    const loaded = loadRuleText(sourceText(path, text));
    if (loaded.kind === 'not-a-rule') return { text, rules: [], problems: [] };
    const rules: RuleOfFile[] = [];
    const problems: Diagnostic[] = [];
    for (const checked of loaded.rules) {
      const one = compileRead(checked, this.#options);
      if (one === undefined) {
        problems.push(...checked.diagnostics);
        continue;
      }
      const body = bodyOf(one.rule);
      rules.push({ ...one, file: path, body, digest: digestOf(body) });
    }
    return { text, rules, problems };
  }
}

/** The memory of rules of files from its stored form; what cannot be read is as if it was never seen. */
export function readSeen(body: JsonObject | undefined): Map<string, SeenRule> {
  const seen = new Map<string, SeenRule>();
  const rules = body?.['rules'];
  if (!isJsonObject(rules)) return seen;
  for (const [ruleId, row] of Object.entries(rules)) {
    const [digest, revision, createdAtMs, updatedAtMs] = Array.isArray(row) ? row : [];
    if (
      typeof digest === 'string' &&
      typeof revision === 'number' &&
      typeof createdAtMs === 'number' &&
      typeof updatedAtMs === 'number'
    )
      seen.set(ruleId, { digest, revision, createdAtMs, updatedAtMs });
  }
  return seen;
}

export function storedSeen(seen: ReadonlyMap<string, SeenRule>): JsonObject {
  return {
    rules: Object.fromEntries(
      [...seen].map(([ruleId, { digest, revision, createdAtMs, updatedAtMs }]) => [
        ruleId,
        [digest, revision, createdAtMs, updatedAtMs],
      ]),
    ),
  };
}

function digestOf(body: JsonObject): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(body)))).slice(0, 32);
}
