/** `tripline scan --follow` as its users meet it: a process that reads files while they are written. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const PROGRAM = resolve('bin/tripline.js');
const MOST_WAIT_MS = 20_000;

let folder: string;
let running: Following | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-follow-'));
  mkdirSync(join(folder, 'rules'));
  rule('single', 'process where process.name == "bad.exe"');
  rule(
    'pair',
    'sequence by host.id with maxspan=30s [process where process.name == "first.exe"] [process where process.name == "second.exe"]',
  );
  rule(
    'alone',
    'sequence by host.id with maxspan=1s [process where process.name == "start.exe"] ![process where process.name == "stop.exe"]',
  );
});

afterEach(() => {
  running?.child.kill('SIGKILL');
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function rule(name: string, query: string): void {
  const text = {
    rule_id: name,
    name,
    description: 'd',
    severity: 'low',
    risk_score: 1,
    type: 'eql',
    language: 'eql',
    query,
  };
  writeFileSync(join(folder, 'rules', `${name}.json`), JSON.stringify(text));
}

let numbered = 0;

/** An event as a line; `agoMs` before now. */
function line(name: string, agoMs = 0): string {
  return `${JSON.stringify({
    '@timestamp': new Date(Date.now() - agoMs).toISOString(),
    event: { category: 'process', id: String(numbered++) },
    host: { id: 'h' },
    process: { name },
  })}\n`;
}

/** A running scan, whose output and talk can be waited for. */
class Following {
  readonly child: ChildProcess;
  #out = '';
  #talk = '';
  #check: () => void = () => {};

  constructor(paths: readonly string[], options: readonly string[] = []) {
    const args = ['scan', ...paths, '--rules', 'rules', '--format', 'ndjson', '--follow', ...options];
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    });
    this.child.stdout?.on('data', chunk => {
      this.#out += chunk;
      this.#check();
    });
    this.child.stderr?.on('data', chunk => {
      this.#talk += chunk;
      this.#check();
    });
    running = this;
  }

  /** The rules that have alerted, in the order in which they did. */
  get alerts(): readonly string[] {
    return this.documents.map(document => String(document['kibana.alert.rule.name']));
  }

  get documents(): readonly Record<string, unknown>[] {
    return this.#out
      .split('\n')
      .slice(0, -1)
      .map(text => JSON.parse(text));
  }

  get talk(): string {
    return this.#talk;
  }

  until(holds: (following: this) => boolean): Promise<void> {
    return new Promise((resolvePromise, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`waited in vain; alerts: ${this.alerts}; talk: ${this.#talk}`)),
        MOST_WAIT_MS,
      );
      this.#check = () => {
        if (!holds(this)) return;
        clearTimeout(timer);
        this.#check = () => {};
        resolvePromise();
      };
      this.#check();
    });
  }

  caughtUp(): Promise<void> {
    return this.until(({ talk }) => talk.includes('Ctrl-C ends it'));
  }

  async stop(): Promise<number | null> {
    const ended = once(this.child, 'close');
    this.child.kill('SIGINT');
    const [code] = await ended;
    return code;
  }
}

/** The ids of the alerts of a scan that reads the same files later. */
function plainScan(paths: readonly string[]): readonly unknown[] {
  const ran = spawnSync(
    process.execPath,
    [PROGRAM, 'scan', ...paths, '--rules', 'rules', '--format', 'ndjson'],
    {
      cwd: folder,
    },
  );
  return uuids(
    ran.stdout
      .toString()
      .split('\n')
      .filter(text => text !== '')
      .map(text => JSON.parse(text)),
  );
}

function uuids(documents: readonly Record<string, unknown>[]): readonly unknown[] {
  return documents.map(document => document['kibana.alert.uuid']).sort();
}

const log = (name = 'log.ndjson'): string => join(folder, name);

describe('scan --follow', () => {
  test('alerts on what was there, then on what is added, and Ctrl-C ends it with the summary', async () => {
    writeFileSync(log(), line('bad.exe'));
    const following = new Following(['log.ndjson']);
    await following.until(({ alerts }) => alerts.length === 1);
    await following.caughtUp();
    appendFileSync(log(), line('bad.exe') + line('good.exe'));
    await following.until(({ alerts }) => alerts.length === 2);
    expect(await following.stop()).toBe(0);
    expect(following.talk).toContain('3 events read');
    expect(following.talk).toContain('2 alerts of 1 rule');
    expect(uuids(following.documents)).toEqual(plainScan(['log.ndjson']));
  });

  test('waits for the end of a line that is half written', async () => {
    const whole = line('bad.exe');
    writeFileSync(log(), whole.slice(0, 40));
    const following = new Following(['log.ndjson']);
    await following.caughtUp();
    appendFileSync(log(), whole.slice(40) + line('bad.exe').trimEnd());
    await following.until(({ alerts }) => alerts.length === 1);
    // The last line never gets its end: what stands there when the following ends is an event all the same.
    expect(await following.stop()).toBe(0);
    expect(following.alerts).toEqual(['single', 'single']);
    expect(following.talk).not.toContain('skipped');
  });

  test('goes on in the new file when the old one was renamed, and reads what is still added to the old one', async () => {
    writeFileSync(log(), line('good.exe'));
    const following = new Following(['log.ndjson']);
    await following.caughtUp();
    renameSync(log(), log('log.1'));
    appendFileSync(log('log.1'), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 1);
    writeFileSync(log(), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 2);
    expect(await following.stop()).toBe(0);
    expect(following.talk).toContain('3 events read');
    expect(uuids(following.documents)).toEqual(plainScan(['log.1', 'log.ndjson']));
  });

  test('reads a file from the start again when it was cut', async () => {
    writeFileSync(log(), line('good.exe') + line('good.exe'));
    const following = new Following(['log.ndjson']);
    await following.caughtUp();
    truncateSync(log());
    appendFileSync(log(), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 1);
    expect(await following.stop()).toBe(0);
    expect(following.talk).toContain('3 events read');
  });

  test('takes in files that appear in a folder, and knows one that was rotated there by its new name', async () => {
    mkdirSync(log('logs'));
    writeFileSync(log('logs/a.ndjson'), line('bad.exe'));
    const following = new Following(['logs']);
    await following.caughtUp();
    renameSync(log('logs/a.ndjson'), log('logs/a.ndjson.1'));
    writeFileSync(log('logs/a.ndjson'), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 2);
    expect(await following.stop()).toBe(0);
    expect(following.talk).toContain('2 events read');
    expect(following.talk).not.toContain('seen before');
  });

  test('waits for a file that is not there yet', async () => {
    const following = new Following(['log.ndjson']);
    await following.caughtUp();
    expect(following.talk).toContain('ING001');
    writeFileSync(log(), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 1);
    expect(await following.stop()).toBe(0);
  });

  test('puts late events in order before a sequence sees them', async () => {
    writeFileSync(log(), line('good.exe'));
    const following = new Following(['log.ndjson'], ['--lateness', '2s']);
    await following.caughtUp();
    appendFileSync(log(), line('second.exe'));
    appendFileSync(log(), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 1);
    // An event of a second ago comes last.
    appendFileSync(log(), line('first.exe', 1_000));
    await following.until(({ alerts }) => alerts.includes('pair'));
    expect(await following.stop()).toBe(0);
    expect(uuids(following.documents)).toEqual(plainScan(['log.ndjson']));
  });

  test('counts what comes too late for a sequence', async () => {
    writeFileSync(log(), line('second.exe', 20_000));
    const following = new Following(['log.ndjson'], ['--lateness', '0s']);
    await following.caughtUp();
    appendFileSync(log(), line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 1);
    appendFileSync(log(), line('first.exe', 25_000) + line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 2);
    expect(await following.stop()).toBe(0);
    expect(following.alerts).toEqual(['single', 'single']);
    expect(following.talk).toContain('1 hit too late for a sequence');
  });

  test('tells what did not follow once its time is over, though nothing more is read', async () => {
    writeFileSync(log(), line('good.exe'));
    const following = new Following(['log.ndjson'], ['--lateness', '100ms']);
    await following.caughtUp();
    appendFileSync(log(), line('start.exe'));
    await following.until(({ alerts }) => alerts.includes('alone'));
    expect(await following.stop()).toBe(0);
    expect(uuids(following.documents)).toEqual(plainScan(['log.ndjson']));
  });

  test('what is there at the start may be in any order, and be old', async () => {
    const hour = 3_600_000;
    writeFileSync(log('a.ndjson'), line('second.exe', hour) + line('stop.exe', 2 * hour - 500));
    writeFileSync(
      log('b.ndjson'),
      line('first.exe', hour + 5_000) + line('start.exe', 2 * hour) + line('start.exe', 3 * hour),
    );
    const following = new Following(['a.ndjson', 'b.ndjson']);
    await following.caughtUp();
    expect(await following.stop()).toBe(0);
    expect(following.alerts.toSorted()).toEqual(['alone', 'pair']);
    expect(uuids(following.documents)).toEqual(plainScan(['a.ndjson', 'b.ndjson']));
  });

  test('follows standard input, and ends with it', async () => {
    const following = new Following(['-']);
    following.child.stdin?.write(line('bad.exe'));
    await following.until(({ alerts }) => alerts.length === 1);
    following.child.stdin?.end(line('bad.exe'));
    const [code] = await once(following.child, 'close');
    expect(code).toBe(0);
    expect(following.alerts).toEqual(['single', 'single']);
  });

  test('refuses a format that is complete only at its end', async () => {
    const following = new Following(['log.ndjson'], ['--format', 'json']);
    const [code] = await once(following.child, 'close');
    expect(code).toBe(2);
    expect(following.talk).toContain('CLI004');
  });
});
