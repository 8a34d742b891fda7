/** Which alerts and data count in the coverage, in which form it is told, and what is told. */
import Type, { type TSchema } from 'typebox';

export interface CoverageQuery {
  /** Since when alerts and events count; ISO 8601 or date math, default `now-30d`. */
  readonly from?: string;
  /** `navigator`: a layer of the ATT&CK Navigator. */
  readonly format?: 'json' | 'navigator';
  /** Names of indices with commas between: as if nothing came into them. */
  readonly without?: string;
}
export const CoverageQuery: TSchema = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 100 })),
    format: Type.Optional(Type.Enum(['json', 'navigator'])),
    without: Type.Optional(Type.String({ maxLength: 10_000 })),
  },
  { additionalProperties: false },
);

/**
 * `no-data`: on, but nothing came into the indices that it reads; `unknown-data`: only events of unknown index came;
 * `failed`: it does not compile.
 */
export type CoveringState = 'ready' | 'unknown-data' | 'no-data' | 'failed' | 'disabled';

export interface CoveredPartAnswer {
  /** As ATT&CK has it: `T1218`, `T1218.011`, `TA0005`. */
  readonly id: string;
  readonly name: string;
  /** Ids of the rules that name it or a part of it. */
  readonly rules: readonly string[];
  /** Of these, how many could fire. */
  readonly ready: number;
  readonly alerts: number;
}

export interface CoveredTechniqueAnswer extends CoveredPartAnswer {
  readonly subtechniques: readonly CoveredPartAnswer[];
}

export interface CoveredTacticAnswer extends CoveredPartAnswer {
  readonly techniques: readonly CoveredTechniqueAnswer[];
}

export interface CoverageAnswer {
  /** There was no time to count all alerts. */
  readonly isPartial: boolean;
  readonly window: { readonly from: string; readonly to: string };
  /** Indices into which events came, the fullest first; null: those of unknown index. */
  readonly sources: readonly { readonly index: string | null; readonly events: number }[];
  /** Only what rules name: it is no list of all that ATT&CK has. */
  readonly tactics: readonly CoveredTacticAnswer[];
  /** Ids of rules that name no technique or tactic. */
  readonly unmapped: readonly string[];
  /** By id. */
  readonly rules: {
    readonly [id: string]: { readonly name: string; readonly state: CoveringState; readonly alerts: number };
  };
}
