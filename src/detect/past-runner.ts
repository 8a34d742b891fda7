/** Runs over the past whose alerts and records are kept: by hand, and over gaps. */
import type { AppliedExceptions } from '../exceptions/apply-exceptions.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';
import type { ObjectWrite } from '../store/object-store.ts';
import type { Change, Gap, RunningRule, RunRecord, TimeWindow } from './detection.ts';
import type { FinishedBatch, FinishParts } from './finish-runs.ts';
import { gapsAfterFilling, gapWrites } from './gaps.ts';
import { type PastRunOptions, pastRuns } from './past-runs.ts';
import { recordWrite } from './run-records.ts';

interface PastRunnerParts {
  readonly finish: FinishParts;
  readonly given: Pick<PastRunOptions, 'budgets' | 'newId' | 'pause'>;
  readonly exceptionsOf: (compiled: CompiledRule) => AppliedExceptions;
  readonly write: (writes: readonly ObjectWrite[]) => Promise<unknown>;
  readonly onAdded: (added: FinishedBatch['added']) => void;
  readonly onChange: (change: Change) => void;
}

export class PastRunner {
  readonly #parts: PastRunnerParts;

  constructor(parts: PastRunnerParts) {
    this.#parts = parts;
  }

  async run(
    rule: RunningRule,
    window: TimeWindow,
    kind: 'manual' | 'gap-fill',
    signal?: AbortSignal,
  ): Promise<readonly RunRecord[]> {
    const { exceptionsOf, finish, given, onAdded, onChange, write } = this.#parts;
    const records: RunRecord[] = [];
    const runs = pastRuns(rule, exceptionsOf(rule.compiled), window, finish, {
      ...{ ...given, kind },
      ...(signal !== undefined && { signal }),
    });
    for await (const { added, record } of runs) {
      records.push(record);
      await write([recordWrite(record)]);
      onAdded(added);
      onChange({ kind: 'run', record });
    }
    return records;
  }

  /** Fills what of a gap lies in the window; what is left of it, or held back again, stays open. */
  async fill(
    rule: RunningRule,
    gap: Gap,
    { fromMs, toMs }: TimeWindow,
    signal?: AbortSignal,
  ): Promise<readonly RunRecord[]> {
    const filled = { fromMs: Math.max(gap.fromMs, fromMs), toMs: Math.min(gap.toMs, toMs) };
    await this.#put([{ ...gap, state: 'filling' }]);
    try {
      const records = await this.run(rule, filled, 'gap-fill', signal);
      const isDone = records.every(({ outcome }) => outcome !== 'failed');
      await this.#put(isDone ? gapsAfterFilling(gap, filled, records) : [gap]);
      return records;
    } catch (error) {
      await this.#put([gap]);
      throw error;
    }
  }

  async #put(gaps: readonly Gap[]): Promise<void> {
    await this.#parts.write(gapWrites(gaps));
    for (const gap of gaps) this.#parts.onChange({ kind: 'gap', gap });
  }
}
