import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';

const PROGRAM = resolve('bin/tripline.js');
const KEY = 'a-key-of-tests-0123456789-0123456789';
const START_MS = 60_000;

/** `tripline serve` in a process of its own, as its users run it. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #said: { out: string; talk: string };
  readonly #isOver: Promise<number | null>;

  private constructor(
    url: string,
    child: ChildProcess,
    said: { out: string; talk: string },
    isOver: Promise<number | null>,
  ) {
    this.url = url;
    this.#child = child;
    this.#said = said;
    this.#isOver = isOver;
  }

  /** @throws with what it said, where it does not listen */
  static async start(args: readonly string[], { cwd }: { readonly cwd: string }): Promise<ServerProcess> {
    const child = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', TRIPLINE_BOOTSTRAP_KEY: KEY },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', talk: '' };
    const isOver = new Promise<number | null>(done => child.once('exit', done));
    const url = await new Promise<string>((found, fail) => {
      const late = setTimeout(() => fail(new Error(`it does not listen: ${said.out}${said.talk}`)), START_MS);
      child.stdout.on('data', chunk => {
        said.out += chunk;
        const match = /listening on\s+(http:\S+)[\s\S]*data in .*\n/.exec(said.out);
        if (match?.[1] === undefined) return;
        clearTimeout(late);
        found(match[1]);
      });
      child.stderr.on('data', chunk => {
        said.talk += chunk;
      });
      child.once('exit', code => {
        clearTimeout(late);
        fail(new Error(`it ended with ${code}: ${said.talk}`));
      });
    });
    return new ServerProcess(url, child, said, isOver);
  }

  get out(): string {
    return this.#said.out;
  }

  get talk(): string {
    return this.#said.talk;
  }

  /** Calls it with a key that may do everything. */
  async call(path: string, body?: unknown, type = 'application/json'): Promise<Response> {
    return fetch(new URL(path, this.url), {
      headers: { authorization: `ApiKey ${KEY}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined
        ? {}
        : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** What it answers, which must be JSON and no refusal. */
  async ask(path: string, body?: unknown): Promise<unknown> {
    const answer = await this.call(path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** Asks again and again until the answer will do. */
  async until<T>(ask: () => Promise<T>, willDo: (answer: T) => boolean, forMs = 30_000): Promise<T> {
    const endMs = Date.now() + forMs;
    for (;;) {
      const answer = await ask();
      if (willDo(answer)) return answer;
      if (Date.now() > endMs)
        throw new Error(`it stayed ${JSON.stringify(answer).slice(0, 2000)}; ${this.talk}`);
      await new Promise(next => setTimeout(next, 100));
    }
  }

  /** As a service manager stops it. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#isOver;
  }

  /** As a power cut does, as far as a process can tell. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#isOver;
  }
}
