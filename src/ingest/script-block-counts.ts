/** What became of script blocks that came in several records. */
export type ScriptBlockOutcome =
  | { readonly kind: 'joined'; readonly records: number }
  /** Their records became an event each: some did not come, or not in time, or the whole is over a limit. */
  | { readonly kind: 'incomplete' | 'too-long' | 'pushed-out' };

export type ScriptBlockCounts = { [K in ScriptBlockOutcome['kind'] | 'records']: number };

export function noScriptBlocks(): ScriptBlockCounts {
  return { joined: 0, records: 0, incomplete: 0, 'too-long': 0, 'pushed-out': 0 };
}

export function countScriptBlock(counts: ScriptBlockCounts, outcome: ScriptBlockOutcome): void {
  counts[outcome.kind]++;
  if (outcome.kind === 'joined') counts.records += outcome.records;
}

export function addScriptBlocks(counts: ScriptBlockCounts, further: ScriptBlockCounts): void {
  counts.joined += further.joined;
  counts.records += further.records;
  counts.incomplete += further.incomplete;
  counts['too-long'] += further['too-long'];
  counts['pushed-out'] += further['pushed-out'];
}
