/** What the server answers about one alert: http/tripline/alert-routes.ts, explain-alert.ts, process-tree-routes.ts. */
import type { JsonObject } from '../../event/json.ts';

export interface AlertAnswer {
  readonly uuid: string;
  readonly version: number;
  readonly document: JsonObject;
  /** The alerts of a sequence's events, in the order of its steps. */
  readonly blocks: readonly AlertBlock[];
  /** Of a building block, the alert of the whole sequence. */
  readonly shell: string | null;
  readonly sources: readonly { readonly id: string; readonly index: string }[];
  /** The oldest first. */
  readonly history: readonly AlertChangeAnswer[];
}

export interface AlertBlock {
  readonly uuid: string;
  readonly document: JsonObject;
}

export interface AlertChangeAnswer {
  readonly version: number;
  readonly who: string;
  readonly at: string;
  readonly set: JsonObject;
  readonly removed: readonly string[];
}

export type Outcome = 'true' | 'false' | 'missing';

/** A condition, what the event held, and how that came out. */
export interface Evaluation {
  readonly kind: 'all' | 'any' | 'not' | 'test';
  readonly text: string;
  readonly outcome: Outcome;
  /** The answer of the whole would be another one, had this come out otherwise. */
  readonly decides: boolean;
  readonly terms?: readonly Evaluation[];
  readonly fields?: readonly {
    readonly path: string;
    readonly values: readonly (string | number | boolean)[];
  }[];
  readonly operator?: string;
  readonly operand?: string;
  /** Of a list, the member that passed. */
  readonly passed?: string;
  readonly computed?: string;
}

export interface ExplainedEvent {
  /** From 1. */
  readonly step?: number;
  readonly id: string;
  readonly timestamp?: string;
  readonly evaluation?: Evaluation;
}

export interface ExplanationAnswer {
  readonly alert: { readonly uuid: string; readonly explained: string; readonly sentence: string | null };
  readonly rule: {
    readonly name: string | null;
    readonly version: number | null;
    readonly versionNow?: number;
    readonly revision?: number;
    readonly id?: string;
    readonly state: 'same' | 'changed' | 'removed';
    readonly changed: readonly string[];
  };
  readonly explained: boolean;
  readonly fires?: boolean;
  readonly verdict?: string;
  readonly kind?: string;
  readonly steps?: readonly {
    readonly step: number;
    readonly role: string;
    readonly joinKeys?: readonly string[];
    readonly conditions?: readonly { readonly text: string }[];
  }[];
  readonly matches?: readonly {
    readonly joinKeys?: readonly (string | number | boolean | null)[];
    readonly events: readonly ExplainedEvent[];
    readonly tookMs?: number;
    readonly allowedMs?: number;
  }[];
  readonly documents?: { readonly [id: string]: { readonly _index: string; readonly _source: JsonObject } };
  readonly missingEvents?: readonly string[];
  readonly notes: readonly string[];
}

export interface RelatedAnswer {
  readonly isPartial: boolean;
  readonly related: readonly {
    readonly by: 'process' | 'host' | 'user' | 'destination' | 'file' | 'rule';
    readonly field: string;
    readonly values: readonly (string | number)[];
    readonly alerts: number;
    readonly open: number;
    readonly last: string | null;
    readonly isAtLeast: boolean;
  }[];
}

export interface TreeNode {
  readonly key: string;
  readonly parentKey?: string;
  readonly role: 'self' | 'ancestor' | 'sibling' | 'descendant';
  readonly entityId?: string;
  readonly pid?: number;
  readonly name?: string;
  readonly executable?: string;
  readonly commandLine?: string;
  readonly user?: string;
  readonly start?: string;
  readonly end?: string;
  /** The event of its start. */
  readonly startEventId?: string;
  /** Why it is a guess. */
  readonly doubt?: string;
  /** All that were seen; undefined: they were not looked for. */
  readonly children?: number;
  /** Undefined: nobody looked. */
  readonly activity?: TreeActivity;
  readonly alerts: readonly { readonly uuid: string; readonly rule: string; readonly severity: string }[];
  readonly moreAlerts: number;
}

export interface TreeActivity {
  readonly network: number;
  readonly dns: number;
  readonly file: number;
  readonly registry: number;
  readonly library: number;
  readonly other: number;
}

export interface ProcessTreeAnswer {
  readonly self: string;
  readonly joinedBy: 'entity' | 'pid';
  readonly cuts: readonly string[];
  readonly isPartial: boolean;
  readonly window: { readonly from: string; readonly to: string };
  readonly nodes: readonly TreeNode[];
}

export interface PrevalenceAnswer {
  readonly events: number;
  readonly hosts: number;
  readonly users: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly isPartial: boolean;
}

export interface NoteAnswer {
  readonly id: string;
  readonly text: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly editedBy?: string;
  readonly editedAt?: string;
}
