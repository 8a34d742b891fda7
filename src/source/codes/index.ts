/**
 * The registry of everything Tripline says to its users: each code once, never reused, with the page that
 * explains it (docs/reference/diagnostics.md is generated from here). Ranges: `EQL0xx` lexical and syntax,
 * `1xx` names, `2xx` types, `3xx` shape of sequences and samples, `4xx` pipes, `9xx` not supported yet;
 * `KQL` alike; `RUL0xx` rule files, `RUL5xx` lints; `EXC0xx` exceptions, `EXC1xx` value lists; `ING` event input;
 * `CLI` command line.
 */
import { cliCodes } from './cli.ts';
import { eqlCodes } from './eql.ts';
import { excCodes } from './exc.ts';
import { ingCodes } from './ing.ts';
import { kqlCodes } from './kql.ts';
import { rulCodes } from './rul.ts';

export interface CodePage {
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it matters and what to do, in a few sentences. */
  readonly explanation: string;
  /** The construct is right, but this version does not run it: the rule counts as unsupported, not as failed. */
  readonly unsupported?: true;
}

export type DiagnosticCode =
  | keyof typeof eqlCodes
  | keyof typeof kqlCodes
  | keyof typeof rulCodes
  | keyof typeof ingCodes
  | keyof typeof cliCodes
  | keyof typeof excCodes;

export const diagnosticCodes: { readonly [Code in DiagnosticCode]: CodePage } = {
  ...eqlCodes,
  ...kqlCodes,
  ...rulCodes,
  ...ingCodes,
  ...cliCodes,
  ...excCodes,
};

/** Whether a diagnostic of this code means "right, but not run by this version". */
export function isUnsupported(code: DiagnosticCode): boolean {
  return diagnosticCodes[code].unsupported === true;
}
