/** The ATT&CK part of a rule page: `Framework:`, then tactic, techniques and sub-techniques by name, id and address. */
import type { JsonObject } from '../event/json.ts';
import { labelled, type PageLine } from './page-lines.ts';

const LABELS: ReadonlySet<string> = new Set([
  'framework',
  'tactic',
  'technique',
  'sub-technique',
  'subtechnique',
  'name',
  'id',
  'reference url',
]);

type Reference = { name: string; id: string; reference: string };
interface Entry {
  framework: string;
  tactic: Reference;
  technique: (Reference & { subtechnique?: Reference[] })[];
}

/** @param lines from the first `Framework:` on */
export function readPageThreat(lines: readonly PageLine[]): readonly JsonObject[] {
  const threat: Entry[] = [];
  let entry: Entry | undefined;
  let level = 'tactic';
  let target: Reference | undefined;
  for (const line of lines) {
    const { label, value } = labelled(line, LABELS) ?? { label: '', value: '' };
    if (label === 'framework') {
      // The trade mark sign is no part of the name, and comes as letters when copied.
      entry = { framework: value.replace(/\s*(TM|™|®)$/, ''), tactic: reference(), technique: [] };
      threat.push(entry);
      level = 'tactic';
      target = entry.tactic;
    } else if (label === 'tactic' || label === 'technique') level = label;
    else if (label === 'sub-technique' || label === 'subtechnique') level = 'subtechnique';
    else if (label === 'name' && entry !== undefined) {
      target = level === 'tactic' ? entry.tactic : begin(entry, level);
      target.name = value;
    } else if (label === 'id' && target !== undefined) target.id = value;
    else if (label === 'reference url' && target !== undefined) target.reference = plainAddress(value);
  }
  return threat.map(({ framework, tactic, technique }) => ({ framework, tactic, technique }));
}

/** A technique, or a sub-technique of the one before it. */
function begin(entry: Entry, level: string): Reference {
  const technique = entry.technique.at(-1);
  const begun = reference();
  if (level === 'technique' || technique === undefined) entry.technique.push(begun);
  else technique.subtechnique = [...(technique.subtechnique ?? []), begun];
  return begun;
}

function reference(): Reference {
  return { name: '', id: '', reference: '' };
}

/** `[address](address)` as Markdown copies have it, or the address alone. */
export function plainAddress(text: string): string {
  return /^\[[^\]]*\]\(([^)\s]+)\)$/.exec(text)?.[1] ?? text;
}
