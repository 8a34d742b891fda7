import { tacticTagWithoutThreat, wrongTacticName } from '../messages.ts';
import type { RuleLint } from './rule-lint.ts';
import { tacticNames } from './tactic-names.ts';

const TAG = /^Tactic:\s*(.+?)\s*$/i;

/**
 * Tags `Tactic: …`, by which people search, against the ATT&CK mapping, by which matrices are drawn. A tactic of the
 * mapping without a tag is no mistake: a quarter of the public rules tag the first of their tactics only.
 */
export const tacticLint: RuleLint = rule => {
  const tagged = rule.tags.flatMap((tag, at) => {
    const name = TAG.exec(tag)?.[1];
    return name === undefined ? [] : [{ name, at }];
  });
  const attack = rule.threat.flatMap((threat, at) =>
    threat.framework === 'MITRE ATT&CK' ? [{ tactic: threat.tactic, at }] : [],
  );
  const misnamed = attack.flatMap(({ tactic, at }) => {
    const names = tacticNames[tactic.id];
    // A name that could not be read has been told.
    if (names === undefined || tactic.name === '' || names.some(name => isSame(name, tactic.name))) return [];
    return [wrongTacticName(rule.origin, at, tactic.id, tactic.name, names)];
  });
  // A rule without a mapping has nothing to compare with.
  if (rule.threat.length === 0) return misnamed;
  const mapped = rule.threat.map(({ tactic }) => tactic.name);
  const without = tagged.filter(({ name }) => !mapped.some(tactic => isSame(name, tactic)));
  return [...misnamed, ...without.map(({ name, at }) => tacticTagWithoutThreat(rule.origin, at, name))];
};

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
