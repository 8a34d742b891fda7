import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { RuleInput } from '../../engine/rule-set.ts';
import type { BytesRead } from '../event-inputs.ts';
import type { ReplayCounts, ReplayObserver, ReplayOptions } from '../replay.ts';
import { Merge } from './merge.ts';
import type { WorkerSettings } from './part.ts';
import { PART_SIZES, type PartSizes, type PlannedPart, planParts } from './plan-parts.ts';
import { Sifter } from './sift-part.ts';
import { workOff } from './worker-pool.ts';

const WORKER = new URL('./worker.js', import.meta.url);

export interface JobsOptions extends Omit<ReplayOptions, 'ordered'> {
  /** How many threads read and filter, beside the one that finishes. */
  readonly jobs: number;
  readonly partSizes?: PartSizes;
}

/** `replay` of the files behind the paths (`-`: standard input) on several cores, with the same matches. */
export async function replayInJobs(
  paths: readonly string[],
  rules: readonly RuleInput[],
  options: JobsOptions,
  observer: Pick<ReplayObserver, 'onMatch' | 'onProblem'>,
  onBytes: BytesRead,
): Promise<ReplayCounts> {
  const seed = randomBytes(4).readUInt32LE();
  const settings = settingsOf(rules, options, seed);
  let sifter: Sifter | undefined;
  const here = (): Sifter => (sifter ??= new Sifter(settings));
  const merge = new Merge(
    rules,
    options,
    seed,
    (input, events, onBatch) => here().siftEvents(input, events, onBatch),
    observer.onProblem,
    onBytes,
  );
  try {
    await workOff<PlannedPart>(
      {
        parts: planParts(paths, options.partSizes ?? PART_SIZES),
        forWorker: part => (part.kind === 'here' ? undefined : part),
        here(part, onBatch) {
          if (part.kind !== 'here') throw new Error('a part that workers take');
          return here().siftInputs([part.input], onBatch);
        },
      },
      { jobs: options.jobs, module: WORKER, settings },
      {
        onBatch: (part, batch) => merge.take(part, batch),
        onEnd: (part, end) => merge.endPart(part, end),
      },
    );
    for (const match of merge.end()) await observer.onMatch(match);
    return merge.counts;
  } catch (error) {
    // Whoever waits for more of it must not keep the process alive.
    if (paths.includes('-')) process.stdin.destroy();
    throw error;
  } finally {
    merge.close();
  }
}

/** Of the rules only what filters need: plans are plain data, and compile in less time than rule files load. */
function settingsOf(
  rules: readonly RuleInput[],
  { indexOverride, fromMs, toMs }: JobsOptions,
  seed: number,
): WorkerSettings {
  return {
    rules: rules.map(({ plan, indices }) => ({ plan, ...(indices === undefined ? {} : { indices }) })),
    seed,
    indexOverride,
    fromMs,
    toMs,
  };
}
