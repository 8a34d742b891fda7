export interface DomainParts {
  readonly registeredDomain: string;
  readonly subdomain: string | undefined;
  readonly topLevelDomain: string;
}

/** Second labels under which the registries of countries sell names. */
const SHARED = new Set(
  'ac co com edu gob gouv gov govt id info int ltd me mil ne net nhs nom or org plc sch school web'.split(
    ' ',
  ),
);

/**
 * Splits a host's name into what its owner registered and what stands before and behind. Where registries sell
 * names is a list of some ten thousand entries (publicsuffix.org); this is the rule that most of them follow: the
 * last label, or the last two where the last is a country's and the one before it a common one (`co.uk`). Wrong
 * for the rest, such as `github.io`. Undefined for one label, and for an address.
 */
export function splitDomain(name: string): DomainParts | undefined {
  const labels = name.split('.');
  if (labels.at(-1) === '') labels.pop();
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || labels.includes('') || /^\d+$/.test(last)) return undefined;
  const isShared = last.length === 2 && SHARED.has(labels.at(-2)?.toLowerCase() ?? '');
  const suffixLength = isShared ? 2 : 1;
  if (labels.length <= suffixLength) return undefined;
  return {
    registeredDomain: labels.slice(-suffixLength - 1).join('.'),
    subdomain: labels.slice(0, -suffixLength - 1).join('.') || undefined,
    topLevelDomain: labels.slice(-suffixLength).join('.'),
  };
}
