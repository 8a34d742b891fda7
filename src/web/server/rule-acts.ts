/** What is done to rules: switched, copied, deleted, exported, imported. Whatever can be taken back is, by `z`. */
import { announce } from '../frame/announcements.ts';
import { noteUndo, undoLatest } from '../frame/undo.ts';
import { saveFile } from '../parts/save-file.ts';
import { isoText } from '../parts/time-text.ts';
import { Problem } from './problem.ts';
import { ask, askText } from './request.ts';
import { openGaps } from './rule-runs.ts';
import { RULES, type StoredRule } from './rules.ts';

const BULK = `${RULES}/_bulk_action`;

/** What became of an act on many rules. */
export interface BulkDone {
  readonly done: number;
  /** Ids of rules that were changed or made. */
  readonly ids: readonly string[];
  /** They were so already. */
  readonly skipped: number;
  /** Why some were left as they are. */
  readonly refused: readonly { readonly message: string; readonly rules: readonly string[] }[];
}

interface BulkAnswer {
  readonly attributes: {
    readonly results: {
      readonly updated: readonly StoredRule[];
      readonly created: readonly StoredRule[];
      readonly deleted: readonly StoredRule[];
    };
    readonly summary: { readonly succeeded: number; readonly skipped: number };
    readonly errors?: readonly {
      readonly message: string;
      readonly rules: readonly { readonly id: string; readonly name?: string }[];
    }[];
  };
}

export async function switchRules(ids: readonly string[], isOn: boolean): Promise<BulkDone> {
  const result = await bulk({ action: isOn ? 'enable' : 'disable', ids });
  const what = `switched ${isOn ? 'on' : 'off'} ${rulesText(result.done)}`;
  if (result.done > 0)
    noteUndo(what, async () => {
      await wholly(await bulk({ action: isOn ? 'disable' : 'enable', ids: result.ids }));
      tellChanged();
    });
  tell(what, result);
  return result;
}

/** What was deleted is kept here as it was exported, until this page is left. */
export async function deleteRules(ids: readonly string[]): Promise<BulkDone> {
  const text = await askText(BULK, { body: { action: 'export', ids } });
  const result = await bulk({ action: 'delete', ids });
  const what = `deleted ${rulesText(result.done)}`;
  if (result.done > 0)
    noteUndo(what, async () => {
      const gone = new Set(result.ids);
      const lines = text.split('\n').filter(line => gone.has(ruleIdIn(line)));
      const { errors } = await importRules(new File([lines.join('\n')], 'deleted.ndjson'), false);
      tellChanged();
      const [first] = errors;
      if (first !== undefined) throw new Problem(0, 'not all came back', first.message);
    });
  tell(what, result);
  return result;
}

/** Copies are off until somebody has looked at them. */
export async function duplicateRules(ids: readonly string[]): Promise<BulkDone> {
  const result = await bulk({ action: 'duplicate', ids, duplicate: { include_exceptions: true } });
  const what = `made ${result.done === 1 ? 'a copy' : `${result.done} copies`}, off until you switch ${result.done === 1 ? 'it' : 'them'} on`;
  if (result.done > 0)
    noteUndo(what, async () => {
      await wholly(await bulk({ action: 'delete', ids: result.ids }));
      tellChanged();
    });
  tell(what, result);
  return result;
}

/** @param ruleIds as the authors of the rules chose them */
export async function exportRules(ruleIds: readonly string[]): Promise<void> {
  const objects = ruleIds.map(ruleId => ({ rule_id: ruleId }));
  const text = await askText(`${RULES}/_export`, { body: { objects } });
  saveFile('rules.ndjson', text);
  announce(`exported ${rulesText(ruleIds.length)} with their exceptions`);
}

export interface Imported {
  readonly done: number;
  readonly all: number;
  readonly errors: readonly { readonly rule: string; readonly message: string }[];
  readonly exceptions: number;
}

interface ImportError {
  readonly rule_id?: string;
  readonly list_id?: string;
  readonly item_id?: string;
  readonly error: { readonly message: string };
}

/** @param file an export, TOML, JSON, or the text of a rule's page */
export async function importRules(file: File, overwrites: boolean): Promise<Imported> {
  const form = new FormData();
  form.append('file', file);
  const answer = await ask<{
    readonly success_count: number;
    readonly rules_count: number;
    readonly errors: readonly ImportError[];
    readonly exceptions_success_count: number;
    readonly exceptions_errors: readonly ImportError[];
  }>(`${RULES}/_import`, {
    body: form,
    query: { overwrite: overwrites, overwrite_exceptions: overwrites },
  });
  return {
    done: answer.success_count,
    all: answer.rules_count,
    exceptions: answer.exceptions_success_count,
    errors: [...answer.errors, ...answer.exceptions_errors].map(({ error, item_id, list_id, rule_id }) => ({
      rule: rule_id ?? item_id ?? list_id ?? '',
      message: error.message,
    })),
  };
}

/** Asks for what is open of the gaps of these rules; the runs go on behind. */
export async function fillGapsOf(ids: readonly string[]): Promise<BulkDone> {
  const wanted = new Set(ids);
  const gaps = (await openGaps()).filter(({ ruleId }) => wanted.has(ruleId));
  const [first] = gaps;
  if (first === undefined) {
    announce(ids.length === 1 ? 'this rule has no open gap' : 'these rules have no open gaps');
    return { done: 0, ids: [], skipped: ids.length, refused: [] };
  }
  const withGaps = [...new Set(gaps.map(({ ruleId }) => ruleId))];
  const start = gaps.reduce((early, { from }) => (from < early ? from : early), first.from);
  const last = gaps.reduce((late, { to }) => (to > late ? to : late), first.to);
  // The end of a gap is of it, and one of a single millisecond has two ends that are the same.
  const end = isoText(Date.parse(last) + 1);
  const result = await bulk({
    action: 'fill_gaps',
    ids: withGaps,
    fill_gaps: { start_date: start, end_date: end },
  });
  tell(`filling the gaps of ${rulesText(result.done)}`, result, false);
  return result;
}

/** Told by whatever took an act back, so that pages read anew what they show. */
export function tellChanged(): void {
  window.dispatchEvent(new Event('tripline-undone'));
}

export function rulesText(count: number): string {
  return count === 1 ? '1 rule' : `${count.toLocaleString('en')} rules`;
}

/** A partial failure is no failure of the request: it is told with what was done. */
async function bulk(body: object): Promise<BulkDone> {
  const { attributes } = await ask<BulkAnswer>(BULK, { body, accepts: [500] });
  const { created, deleted, updated } = attributes.results;
  return {
    done: attributes.summary.succeeded,
    skipped: attributes.summary.skipped,
    ids: [...created, ...deleted, ...updated].map(({ id }) => id),
    refused: (attributes.errors ?? []).map(({ message, rules }) => ({
      message,
      rules: rules.map(({ id, name }) => name ?? id),
    })),
  };
}

/** @throws Problem where some rules were refused */
async function wholly({ refused }: BulkDone): Promise<void> {
  const [first] = refused;
  if (first !== undefined) throw new Problem(0, 'not all was taken back', first.message);
}

function tell(what: string, { done, refused }: BulkDone, isUndoable = true): void {
  const left = refused.reduce((sum, { rules }) => sum + rules.length, 0);
  const why = refused.map(({ message }) => message).join('; ');
  const said = left === 0 ? what : `${done > 0 ? `${what}; ` : ''}left alone ${rulesText(left)}: ${why}`;
  announce(said, isUndoable && done > 0 ? () => void undoLatest() : undefined);
}

function ruleIdIn(line: string): string {
  if (line === '') return '';
  const { id, rule_id: ruleId } = JSON.parse(line) as { readonly id?: string; readonly rule_id?: string };
  return ruleId === undefined ? '' : (id ?? '');
}
