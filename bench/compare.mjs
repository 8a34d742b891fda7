// Two commits side by side: each is built in a worktree of its own, then scans the same stream in fresh processes,
// by turns. What is printed is of each commit the median cost of an event and of the two the ratio with its spread.
//
//   node bench/compare.mjs A B [--stream defend] [--events 50000] [--rounds 5] [--seed 1] [--often] [--options "--jobs 2"]
//                              [--save NAME]
//
// A and B are whatever git knows as commits; `.` is the working tree as it was built last. The streams, and this
// script, are those of the working tree. Packages are those that are installed here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { grouped, median, table, withSpread } from './measure/figures.mjs';
import { liveRuleFiles, NO_RULES } from './measure/live-rules.mjs';
import { startReport } from './measure/machine.mjs';
import { firstLines, streamFile } from './measure/stream-file.mjs';
import { scanning, timeByTurns } from './measure/whole-process.mjs';
import { whyNot } from './streams/index.mjs';

const FEW = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stream: { type: 'string', default: 'defend' },
    events: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    often: { type: 'boolean', default: false },
    options: { type: 'string', default: '' },
    save: { type: 'string' },
  },
});
const settings = { events: Number(values.events), seed: Number(values.seed), isLoud: values.often };
const ruleFiles = liveRuleFiles();
const reason = whyNot(values.stream, settings);
if (positionals.length !== 2) {
  process.stderr.write('usage: node bench/compare.mjs A B [options], see the head of bench/compare.mjs\n');
  process.exitCode = 2;
} else if (ruleFiles === undefined) process.stdout.write(NO_RULES);
else if (reason !== undefined)
  process.stdout.write(`nothing to measure: no ${values.stream} stream, ${reason}\n`);
else await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-compare-'));
  const worktrees = [];
  try {
    const programs = positionals.map((revision, at) => {
      if (revision === '.') return resolve('bin/tripline.js');
      const worktree = join(folder, String(at));
      git('worktree', 'add', '--detach', '--force', worktree, revision);
      worktrees.push(worktree);
      symlinkSync(resolve('node_modules'), join(worktree, 'node_modules'));
      checked(
        spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: worktree, encoding: 'utf8' }),
        `the build of ${revision}`,
      );
      return join(worktree, 'bin/tripline.js');
    });
    await compare(programs);
  } finally {
    for (const worktree of worktrees) git('worktree', 'remove', '--force', worktree);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(programs) {
  const report = startReport(values.save);
  const full = await streamFile(values.stream, settings);
  const options = values.options.split(' ').filter(option => option !== '');
  const [a, b] = positionals.map((revision, at) => `${'AB'[at]}  ${nameOf(revision)}`);
  const figures = timeByTurns(
    Object.fromEntries(
      [a, b].map((name, at) => [name, path => scanning(path, ruleFiles, { program: programs[at], options })]),
    ),
    { full, few: firstLines(full, FEW), events: settings.events - FEW, rounds: Number(values.rounds) },
  );
  report.say(
    `scan of ${grouped(settings.events)} events of the ${values.stream} stream${settings.isLoud ? ', often' : ''}, ${values.rounds} rounds`,
  );
  const rows = Object.entries(figures).map(([name, { microseconds, cpu, startMs, lines, peakMib }]) => [
    `  ${name}`,
    withSpread(microseconds, 1),
    withSpread(cpu, 1),
    grouped(1e6 / median(microseconds)),
    grouped(median(startMs)),
    grouped(peakMib),
    grouped(lines),
  ]);
  for (const row of table([
    ['', 'us/event', 'of processor', 'events/s', 'start ms', 'peak MiB', 'alerts'],
    ...rows,
  ]))
    report.say(row);
  for (const [measure, of] of [
    ['microseconds', 'by the clock'],
    ['cpu', 'by processor time, which holds better on a busy machine'],
  ]) {
    const ratios = figures[a][measure].map((us, round) => us / figures[b][measure][round]);
    report.say(
      `B is ${withSpread(ratios)} times as fast as A ${of}; by round ${ratios.map(ratio => ratio.toFixed(2)).join(' ')}`,
    );
  }
  if (figures[a].lines !== figures[b].lines) {
    report.say('and does not give as many alerts: one of the two is wrong, or means to differ');
    process.exitCode = 1;
  }
  report.end();
}

function nameOf(revision) {
  return revision === '.' ? 'working tree' : git('log', '-1', '--format=%h %s', revision).trim().slice(0, 60);
}

function git(...args) {
  return checked(spawnSync('git', args, { encoding: 'utf8' }), `git ${args[0]}`);
}

function checked({ status, stdout, stderr }, what) {
  if (status !== 0) throw new Error(`${what} failed: ${stderr}${stdout}`);
  return stdout;
}
