import { createRequire } from 'node:module';
import type * as Tldts from 'tldts';

export interface DomainParts {
  /** What its owner registered, in lower case; undefined for a name that is a public suffix itself. */
  readonly registeredDomain: string | undefined;
  /** What stands before it, as written. */
  readonly subdomain: string | undefined;
  /** What it is registered under, in lower case. */
  readonly topLevelDomain: string;
}

const OPTIONS = {
  allowPrivateDomains: true,
  // The names are names, and nothing that these could find in them.
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
};

/** The list takes ten milliseconds to load: it is loaded with the first name, which many inputs do not have. */
const require = createRequire(import.meta.url);
let tldts: typeof Tldts | undefined;

/**
 * Splits a host's name by the public suffix list (publicsuffix.org, as the library has it) in the way of Elastic's
 * `registered_domain` processor, as its public source and tests tell it: the section of private domains counts, but a
 * suffix of it is itself what its owner registered, so that of `1.www.global.ssl.fastly.net` that is
 * `global.ssl.fastly.net`, under `ssl.fastly.net`; of a name under no suffix of the list (an address, `pc.corp.local`)
 * nothing is said, and of a public suffix only that it is one. A dot at the end, of which the processor makes nothing,
 * is left off.
 */
export function splitDomain(name: string): DomainParts | undefined {
  const written = name.endsWith('.') ? name.slice(0, -1) : name;
  const host = written.toLowerCase();
  if (host === '' || host.startsWith('.') || host.includes('..')) return undefined;
  tldts ??= require('tldts') as typeof Tldts;
  const { domain, publicSuffix, isIcann, isPrivate } = tldts.parse(host, OPTIONS);
  if (publicSuffix === null || !(isIcann || isPrivate)) return undefined;
  const registeredDomain = isPrivate ? publicSuffix : domain;
  if (registeredDomain === null)
    return { registeredDomain: undefined, subdomain: undefined, topLevelDomain: publicSuffix };
  return {
    registeredDomain,
    subdomain: written.slice(0, -registeredDomain.length - 1) || undefined,
    topLevelDomain: registeredDomain.slice(registeredDomain.indexOf('.') + 1),
  };
}
