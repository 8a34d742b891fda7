import type { EcsDraft } from './ecs-draft.ts';

/** What PowerShell's signing tools append: long, random, and no part of the script. */
const SIGNATURE = '# SIG # Begin signature block';

/**
 * How a script is written, which rules on obfuscated scripts ask for: its length in UTF-16 units, how many
 * different ones there are, their entropy in bits (Shannon), and the standard deviation of their surprisal,
 * `-log2 p`, which is low where all are equally frequent. A signature at the end counts for nothing.
 */
export function setScriptMeasures(draft: EcsDraft, text: string): void {
  const signature = text.indexOf(SIGNATURE);
  const length = signature < 0 ? text.length : signature;
  if (length === 0) return;
  const counts = new Map<number, number>();
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  let entropy = 0;
  let squares = 0;
  for (const count of counts.values()) {
    const probability = count / length;
    const surprisal = -Math.log2(probability);
    entropy += probability * surprisal;
    squares += probability * surprisal * surprisal;
  }
  draft.set('powershell.file.script_block_length', length);
  draft.set('powershell.file.script_block_unique_symbols', counts.size);
  draft.set('powershell.file.script_block_entropy_bits', entropy);
  // Rounding can take the difference below zero.
  const deviation = Math.sqrt(Math.max(0, squares - entropy * entropy));
  draft.set('powershell.file.script_block_surprisal_stdev', deviation);
}
