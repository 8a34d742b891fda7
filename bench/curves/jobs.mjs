// Cost of an event by cores: whole processes of `tripline scan --jobs N` on the defend stream, without their start.
import { deepStrictEqual } from 'node:assert';
import { grouped, median, table } from '../measure/figures.mjs';
import { liveRuleFiles } from '../measure/live-rules.mjs';
import { firstLines, streamFile } from '../measure/stream-file.mjs';
import { scanning, timeByTurns } from '../measure/whole-process.mjs';

const FEW = 10;

export async function jobsCurve(report, _rules, { perRound, rounds, isShort }) {
  // A scan has to last for its cores to matter.
  const events = perRound * (isShort ? 2 : 10);
  const full = await streamFile('defend', { events });
  const ruleFiles = liveRuleFiles();
  const ways = Object.fromEntries(
    [1, 2].map(jobs => [jobs, path => scanning(path, ruleFiles, { options: ['--jobs', String(jobs)] })]),
  );
  const figures = timeByTurns(ways, { full, few: firstLines(full, FEW), events: events - FEW, rounds });
  deepStrictEqual(figures[2].lines, figures[1].lines, 'the alerts depend on the number of cores');

  report.say(
    `events a second by cores; whole scans of ${grouped(events)} events of the defend stream, median of ${rounds} rounds`,
  );
  const one = median(figures[1].microseconds);
  const rows = Object.entries(figures).map(([jobs, { microseconds, peakMib }]) => [
    `  --jobs ${jobs}`,
    grouped(1e6 / median(microseconds)),
    `${(one / median(microseconds)).toFixed(2)}x`,
    grouped(peakMib),
  ]);
  for (const row of table([['', 'events/s', 'speed', 'peak MiB'], ...rows])) report.say(row);
}
