/** One rule out of many, by what a person has at hand: its id, its name, or part of either. */
import { nearest } from '../base/did-you-mean.ts';
import type { Rule } from '../rules/rule.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { noSuchRule, severalSuchRules } from './messages.ts';

interface Entry {
  readonly rule: Rule;
}

const MOST_SHOWN = 8;

/** The rule that is called so, whole before part; a diagnostic where it is none, or more than one. */
export function findRule<E extends Entry>(entries: readonly E[], asked: string): E | Diagnostic {
  const wanted = asked.trim().toLowerCase();
  const namesOf = ({ rule }: E): readonly string[] => [rule.rule_id.toLowerCase(), rule.name.toLowerCase()];
  const whole = entries.filter(entry => namesOf(entry).includes(wanted));
  const found =
    whole.length > 0
      ? whole
      : entries.filter(entry => wanted !== '' && namesOf(entry).some(name => name.includes(wanted)));
  const [first, ...more] = found;
  if (first === undefined)
    return noSuchRule(
      asked,
      nearest(
        asked,
        entries.map(({ rule }) => rule.name),
      ),
    );
  if (more.length === 0) return first;
  const shown = found.slice(0, MOST_SHOWN).map(({ rule }) => `\`${rule.name}\`, ${rule.rule_id}`);
  return severalSuchRules(asked, found.length, shown);
}
