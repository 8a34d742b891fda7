/**
 * Warnings that the author of a rule has looked at and wants to hear no more of. They stand in the rule itself,
 * under `meta`, which every form of a rule has and Kibana keeps:
 *
 *     [rule.meta.tripline]                              "meta": { "tripline": { "allow": ["RUL508"] } }
 *     allow = ["RUL508"]
 */
import { isJsonObject, type Json } from '../event/json.ts';
import { diagnosticCodes } from '../source/codes/index.ts';
import { type Diagnostic, isError } from '../source/diagnostic.ts';
import { unknownAllowedCode } from './messages.ts';
import type { Rule } from './rule.ts';

const PATH = ['meta', 'tripline', 'allow'] as const;

/** What is said about the rule, but for the warnings that it allows; errors stay. */
export function withoutAllowed(rule: Rule, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const allowed = allowedIn(rule);
  if (allowed.length === 0) return diagnostics;
  return diagnostics.filter(diagnostic => isError(diagnostic) || !allowed.includes(diagnostic.code));
}

/** Codes that name no warning are most often misspelt ones. */
export function checkAllowed(rule: Rule): readonly Diagnostic[] {
  return allowedIn(rule).flatMap((code, at) =>
    typeof code === 'string' && code in diagnosticCodes
      ? []
      : [unknownAllowedCode(rule.origin, [...PATH, at], String(code))],
  );
}

function allowedIn({ origin }: Rule): readonly Json[] {
  const { meta } = origin.written;
  const tripline = isJsonObject(meta) ? meta['tripline'] : undefined;
  const allow = isJsonObject(tripline) ? tripline['allow'] : undefined;
  // Array.isArray loses the element type of a readonly array.
  return Array.isArray(allow) ? (allow as readonly Json[]) : [];
}
