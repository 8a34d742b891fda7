/**
 * The rules that a server has: those of its folders, which are the source of truth where they are set, and those made
 * by API, which live in the store. Each is kept as it was written, compiled, and told to the detection when it changes.
 */
import type { JsonObject } from '../event/json.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { Rule } from '../rules/rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';

export interface BookRule {
  /** A uuid; that of a rule in a folder follows from its rule id. */
  readonly id: string;
  readonly rule: Rule;
  /** The rule as Elastic's API spells it, without what the server adds (id, dates, who). */
  readonly body: JsonObject;
  /** Undefined: it does not run, for the errors in `diagnostics`. */
  readonly compiled: CompiledRule | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly isEnabled: boolean;
  /** Undefined: made by API. A rule of a file is not changed by API, but for what is `said` about it. */
  readonly file: string | undefined;
  readonly said?: SaidOfFile;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly updatedAtMs: number;
  readonly updatedBy: string;
}

/** What somebody said here about a rule of a file: the server's own, which outlives changes and absence of the file. */
export interface SaidOfFile {
  readonly isEnabled?: boolean;
  /** The list of exceptions of exactly this rule, as `exceptions_list` names it. */
  readonly ownList?: JsonObject;
}

/** Who changes something, and when. */
export interface By {
  readonly who: string;
  readonly atMs: number;
}

/** Why a change was refused. */
export type Refused =
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'exists'; readonly ruleId: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'of-file'; readonly file: string }
  | { readonly kind: 'conflict' };

export type Changed = { readonly kind: 'changed'; readonly rule: BookRule } | Refused;

export interface RuleBook {
  list(): readonly BookRule[];
  byId(id: string): BookRule | undefined;
  byRuleId(ruleId: string): BookRule | undefined;
  /**
   * A new rule; one without `rule_id` gets a fresh one. A body that says what no rule can is `invalid`, and so is an
   * enabled rule whose query is wrong. One that is right but not run by this version, or switched off, is kept.
   */
  create(body: JsonObject, by: By): Promise<Changed>;
  /** @param ifRevision refuse (`conflict`) unless it stands at this revision */
  replace(id: string, body: JsonObject, by: By, ifRevision?: number): Promise<Changed>;
  setEnabled(id: string, isEnabled: boolean, by: By): Promise<Changed>;
  remove(id: string, by: By): Promise<Changed>;
  /**
   * Names the list of exceptions of exactly this rule, in place of one that it named so before; also of a rule of a file,
   * whose file stays as it is.
   */
  setOwnList(id: string, list: JsonObject, by: By): Promise<Changed>;
  /**
   * Many of these in one write; by position what became of each. Each sees what those before it did.
   * @param options `isTrial`: say what would become of them, and do nothing
   */
  change(
    requests: readonly RuleRequest[],
    by: By,
    options?: { readonly isTrial?: boolean },
  ): Promise<readonly Changed[]>;
  /**
   * Takes what the folders hold now: rules that are new, changed or gone there become so here. By file, what is wrong
   * in it stays told by `list` and `problems`.
   */
  setFiles(files: readonly RuleFile[], by: By): Promise<void>;
  /** Tells the listener the changes that it failed at, of each rule the latest. To be called now and then. */
  tellAgain(): Promise<void>;
  /** Of files of which no rule could be made. */
  problems(): readonly Diagnostic[];
}

export type RuleRequest =
  | { readonly kind: 'create'; readonly body: JsonObject }
  | {
      readonly kind: 'replace';
      readonly id: string;
      readonly body: JsonObject;
      readonly ifRevision?: number | undefined;
    }
  | { readonly kind: 'enable'; readonly id: string; readonly isEnabled: boolean }
  | { readonly kind: 'own-list'; readonly id: string; readonly list: JsonObject }
  | { readonly kind: 'remove'; readonly id: string };

/** What a listener of the book is told, once it is durable. */
export type RuleChange =
  | { readonly kind: 'set'; readonly rule: BookRule }
  | { readonly kind: 'removed'; readonly id: string };

export function idOfChange(change: RuleChange): string {
  return change.kind === 'set' ? change.rule.id : change.id;
}

export interface RuleFile {
  readonly path: string;
  readonly text: string;
}
