// What a number was measured on: without it, a number says nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';

const RESULTS = new URL('../results/', import.meta.url);

/** `node v20.20.2, x64, AMD EPYC x 2, load 0.4, 2026-11-24 08:12 UTC, commit 1a2b3c4 with changes` */
function machine() {
  const cpus = os.cpus();
  return [
    `node ${process.version}`,
    process.arch,
    `${cpus[0]?.model.trim()} x ${cpus.length}`,
    `load ${os.loadavg()[0]?.toFixed(1)}`,
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    commit(),
  ].join(', ');
}

function commit() {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) return 'no commit';
  const isChanged = git('status', '--porcelain', '--', 'src').stdout !== '';
  return `commit ${stdout.trim()}${isChanged ? ' with changes' : ''}`;
}

/**
 * Prints what was measured, below the machine; with a name, it is kept in bench/results too.
 * @param {string | undefined} name of the file: results/<date>-<name>.txt
 */
export function startReport(name) {
  const lines = [];
  const say = (line = '') => {
    lines.push(line);
    process.stdout.write(`${line}\n`);
  };
  say(machine());
  say(`node ${process.argv.slice(1).map(shortened).join(' ')}`);
  say();
  return {
    say,
    /** Writes what was said, if it is to be kept. */
    end() {
      if (name === undefined) return;
      const file = new URL(`${new Date().toISOString().slice(0, 10)}-${name}.txt`, RESULTS);
      mkdirSync(RESULTS, { recursive: true });
      writeFileSync(file, `${lines.join('\n')}\n`);
    },
  };
}

/** A path below the working directory as one would type it. */
const shortened = text => text.replace(`${process.cwd()}/`, '');
