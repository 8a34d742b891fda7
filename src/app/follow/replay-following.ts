/**
 * `--follow`: a replay that goes on. What stands behind the paths is read to its end as files are; from then on
 * what is added is read as it comes, and alerts are told as they are known. Looking is done at an interval, and
 * earlier where the system says that something changed. How time passes in it: docs/design/follow.md.
 */
import { randomBytes } from 'node:crypto';
import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { buildRuleSet, type RuleInput } from '../../engine/rule-set.ts';
import type { IngestedEvent } from '../../ingest/ingested-event.ts';
import { Fingerprinter } from '../fingerprint.ts';
import type { FoundMatch } from '../finishing.ts';
import { RecentFingerprints } from '../recent-fingerprints.ts';
import {
  lossesIn,
  noReplayCounts,
  Reading,
  type ReplayCounts,
  type ReplayObserver,
  type ReplayOptions,
  timeOfEvent,
} from '../replay.ts';
import { EventClock } from './event-clock.ts';
import { FinishByWatermark } from './finish-by-watermark.ts';
import { FollowedFiles } from './followed-files.ts';
import { FollowedStdin } from './followed-stdin.ts';
import { Wake } from './wake.ts';

const LOOK_EVERY_MS = 500;
/** Doubles are known among so many of the latest events at least: 64 MB. */
const MOST_REMEMBERED = 2_000_000;

export interface FollowOptions extends Omit<ReplayOptions, 'ordered'> {
  /** How much later than another an event may come and still take its place before it, in milliseconds. */
  readonly latenessMs: number;
}

export interface FollowControl {
  /** Ends the following; what was read is finished. */
  readonly signal: AbortSignal;
  /** The clock of arrival, in milliseconds since 1970. */
  now(): number;
  /** All that there was at the start has been read and told. */
  onCaughtUp(files: number): void;
  /** Everything that is known has been told: a good moment to hand it on. */
  onPause(): Promise<void>;
}

/** Follows the files behind the paths (`-`: standard input) until the signal comes or there is nothing to follow. */
export async function replayFollowing(
  paths: readonly string[],
  rules: readonly RuleInput[],
  options: FollowOptions,
  observer: ReplayObserver,
  control: FollowControl,
): Promise<ReplayCounts> {
  const clock = new EventClock(options.latenessMs);
  const seed = randomBytes(4).readUInt32LE();
  const ruleSet = buildRuleSet(rules, { seed });
  const fingerprint = new Fingerprinter(seed);
  const counts = noReplayCounts();
  const finishing = new FinishByWatermark(ruleSet, fingerprint, options, lossesIn(counts, observer));
  const seen = new RecentFingerprints(MOST_REMEMBERED);
  let nowMs = control.now();
  const onEvent = (event: IngestedEvent): void => {
    clock.saw(timeOfEvent(event), nowMs);
    observer.onEvent?.(event);
  };
  const parts = { ruleSet, finishing, fingerprint, seen };
  const reading = new Reading(parts, counts, options, { ...observer, onEvent });
  const readOptions = {
    onProblem: observer.onProblem,
    indexOverride: options.indexOverride,
    latenessMs: options.latenessMs,
  };
  const wake = new Wake(control.signal);
  const filePaths = paths.filter(path => path !== '-');
  const files = new FollowedFiles(filePaths, counts, readOptions);
  const stdin = paths.includes('-')
    ? new FollowedStdin(process.stdin, counts, readOptions, () => wake.now())
    : undefined;
  const watchers = filePaths.flatMap(path => watchPath(path, () => wake.now()));

  const tell = async (matches: Iterable<FoundMatch>): Promise<void> => {
    for (const match of matches) await observer.onMatch(match);
  };
  const takeAll = async (
    ...batches: (AsyncIterable<readonly IngestedEvent[]> | undefined)[]
  ): Promise<boolean> => {
    const wasStopped = control.signal.aborted;
    for (const source of batches) {
      for await (const batch of source ?? []) {
        await reading.takeAll(batch);
        if (control.signal.aborted && !wasStopped) return false;
      }
    }
    return true;
  };
  try {
    for (let isFirst = true; ; isFirst = false) {
      nowMs = control.now();
      const isLast = control.signal.aborted || (filePaths.length === 0 && (stdin?.isEnded ?? true));
      const isWhole = await takeAll(files.read(nowMs, isFirst || isLast), stdin?.read(nowMs));
      await tell(finishing.advance(clock.watermarkMs(control.now())));
      await control.onPause();
      if (isFirst) control.onCaughtUp(files.size);
      // A signal that came while a large file was read ends the reading there.
      if (isLast || !isWhole) break;
      await wake.wait(LOOK_EVERY_MS);
    }
    for (const batch of files.end()) await reading.takeAll(batch);
    if (stdin !== undefined) await reading.takeAll(stdin.end());
    await tell(finishing.end());
    const followed = { lateHits: finishing.lateHits, aheadOfClock: clock.aheadOfClock };
    return { ...counts, followed };
  } finally {
    for (const watcher of watchers) watcher.close();
    stdin?.close();
    finishing.close();
  }
}

/** Tells changes below a folder, or in the folder of a file. Where that does not work, looking again does. */
function watchPath(path: string, onChange: () => void): readonly FSWatcher[] {
  try {
    const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
