/**
 * Puts a server together: stores, rules, detection, the way in and the routes. It is the only place that knows which
 * store is behind the contracts, and where the clock and chance come from.
 *
 *     const server = await startServer({ folder: '.tripline', listen, rulePaths: ['rules'], … });
 *     server.url                    // http://127.0.0.1:4180
 *     await server.close();         // what was acknowledged is on the disk, whether it is closed or killed
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Detection } from '../../detect/detection.ts';
import { openExceptionBook } from '../../detect/exception-book.ts';
import { openRuleBook, runningRule } from '../../detect/open-rule-book.ts';
import { idOfChange, type RuleBook } from '../../detect/rule-book.ts';
import { RunRequests } from '../../detect/run-requests.ts';
import { startDetection } from '../../detect/start-detection.ts';
import { openValueListBook } from '../../detect/value-list-book.ts';
import { ecsSchema } from '../../event/ecs-schema.ts';
import { encodeKey } from '../../http/access/credential.ts';
import { createBootstrapKey, createKey, createSignInToken } from '../../http/access/grants.ts';
import type { LogOptions } from '../../http/log.ts';
import type { HttpParts } from '../../http/parts.ts';
import { buildServer, type ServerOptions } from '../../http/server.ts';
import type { Diagnostic } from '../../source/diagnostic.ts';
import type { Retention } from '../../store/clickhouse/event-store.ts';
import { Changes } from './change-feed.ts';
import { startIntake } from './intake.ts';
import { type ListenAddress, listen } from './listen.ts';
import { openStores, type StoreOptions } from './open-stores.ts';
import { PlayedRecording } from './play-recording.ts';
import { readScreens } from './read-screens.ts';
import { readRuleFolders, watchRuleFolders } from './rule-folders.ts';

export interface ServeOptions extends StoreOptions {
  readonly listen: ListenAddress;
  /** Where its port is taken, the next free one is used. */
  readonly mayMovePort: boolean;
  /** Where others reach the server behind a proxy; a path before all paths and cookies by TLS alone follow from it. */
  readonly publicUrl?: URL | undefined;
  /** Proxies that are believed who asks. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Folders and files that rules come from; they are watched. */
  readonly rulePaths: readonly string[];
  readonly retention: Retention;
  /** The file of the recorded attack; without it, none can be played. */
  readonly recordingPath?: string;
  /** An admin's key for a first start. */
  readonly bootstrapKey?: string | undefined;
  readonly version: string;
  readonly log?: LogOptions;
  /** Something went wrong that no request is told of. */
  readonly onTrouble: (what: string, error?: unknown) => void;
}

export interface RunningServer {
  /** Where it is reached: `publicUrl`, or where it listens. */
  readonly url: string;
  readonly listeningUrl: string;
  readonly parts: HttpParts;
  /** Nobody has used this folder before. */
  readonly isFirstStart: boolean;
  /** What is wrong with the rules of the folders. */
  ruleProblems(): readonly Diagnostic[];
  /** A link that signs in whoever opens it first, within some minutes. */
  signInLink(): Promise<string>;
  /** A fresh key that may do everything for a day, as `Authorization: ApiKey` takes it. */
  firstKey(): Promise<string>;
  close(): Promise<void>;
}

const TICK_MS = 250;
const TELLING_AGAIN_MS = 5000;
const RETENTION_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const AT_START = 'start';

export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const clock = (): number => Date.now();
  const newId = (): string => randomUUID();
  const { onTrouble, rulePaths } = options;
  const stores = await openStores(options, clock);
  const closing: (() => void | Promise<void>)[] = [() => stores.close()];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const { alerts, events, objects } = stores;
    const changes = new Changes(error => onTrouble('a listener of changes failed', error));
    const isFirstStart = events.lastArrival === 0 && (await objects.list('api-key')).length === 0;
    if (options.bootstrapKey !== undefined)
      await createBootstrapKey({ objects, nowMs: clock() }, options.bootstrapKey);

    const detection = startDetection({
      events,
      alerts,
      objects,
      schema: ecsSchema,
      newId,
      now: clock,
      onChange: changes.tell,
    });
    closing.push(() => detection.close());
    const valueLists = await openValueListBook(objects, () => exceptions.tell());
    const exceptions = await openExceptionBook({
      ...{ objects, newId, valueLists, schema: ecsSchema },
      onChange(current) {
        detection.setExceptions(current);
        changes.tell({ kind: 'exceptions' });
      },
    });
    detection.setExceptions(exceptions.current());
    const rules = await startRules(detection, changes);

    const runRequests = new RunRequests({
      detection,
      objects,
      newId,
      now: clock,
      onChange: changes.tell,
      onTrouble,
    });
    closing.push(() => runRequests.close());
    await runRequests.start();

    const intake = startIntake({ events, onArrival: batch => detection.take(batch), clock });
    const recording =
      options.recordingPath === undefined
        ? undefined
        : new PlayedRecording({ intake, objects, clock, path: options.recordingPath, onTrouble });
    closing.push(async () => recording?.close());
    const parts: HttpParts = {
      ...{ clock, newId, events, alerts, objects, rules, exceptions, valueLists, detection, intake, changes },
      ...{ runRequests, recording },
      retention: options.retention,
      version: options.version,
    };
    const screens = readScreens();
    const server = buildServer(parts, {
      screens,
      ...behindProxy(options),
      ...(options.log === undefined ? {} : { log: options.log }),
    });
    closing.push(() => server.close());
    const port = await listen(server, options.listen, { mayMove: options.mayMovePort });
    closing.push(runEvery(TICK_MS, 'runs of rules failed', () => detection.tick(clock())));
    closing.push(runEvery(TELLING_AGAIN_MS, 'changes of rules wait', () => rules.tellAgain()));
    closing.push(
      runEvery(RETENTION_MS, 'old events could not be removed', () =>
        stores.events.retain(options.retention, clock()),
      ),
    );
    const { host } = options.listen;
    const listeningUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const url = options.publicUrl?.href.replace(/\/$/, '') ?? listeningUrl;
    return {
      url,
      listeningUrl,
      parts,
      isFirstStart,
      ruleProblems: () => rules.problems(),
      async signInLink() {
        const token = await createSignInToken(
          { objects, newId, nowMs: clock() },
          { name: 'first', access: 'all' },
        );
        return `${url}/sign-in?token=${token}`;
      },
      async firstKey() {
        const nowMs = clock();
        const key = { name: 'first look', access: 'all', expiresAtMs: nowMs + DAY_MS } as const;
        return encodeKey(await createKey({ objects, newId, nowMs }, key, AT_START));
      },
      close,
    };

    async function startRules(detection: Detection, feed: Changes): Promise<RuleBook> {
      let isStarted = false;
      const book = await openRuleBook({
        objects,
        newId,
        compile: { schema: ecsSchema },
        async onChanges(all) {
          try {
            if (!isStarted) return;
            const set = all.flatMap(change =>
              change.kind === 'set' ? (runningRule(change.rule) ?? []) : [],
            );
            const running = new Set(set.map(({ id }) => id));
            await detection.removeRules(all.map(idOfChange).filter(id => !running.has(id)));
            await detection.setRules(set);
          } finally {
            // It is so in the book, whether or not the detection could take it.
            for (const change of all) feed.tell({ kind: 'rule', id: idOfChange(change) });
          }
        },
        onUntold(change, error) {
          const id = idOfChange(change);
          onTrouble(`the change of rule ${id} is kept, but does not run yet and is tried again`, error);
        },
      });
      await takeFolders(book);
      await detection.start(book.list().flatMap(rule => runningRule(rule) ?? []));
      isStarted = true;
      let last: Promise<void> = Promise.resolve();
      closing.push(
        watchRuleFolders(rulePaths, () => {
          last = last.then(() => takeFolders(book)).catch(error => onTrouble('rules were not read', error));
        }),
      );
      return book;
    }

    async function takeFolders(book: RuleBook): Promise<void> {
      const { files, unreadable } = await readRuleFolders(rulePaths);
      for (const { path, reason } of unreadable) onTrouble(`rules at ${path} cannot be read: ${reason}`);
      await book.setFiles(files, { who: AT_START, atMs: clock() });
    }
  } catch (error) {
    await close();
    throw error;
  }

  /** One at a time, a pause between two. Gives what ends it, when the one under way is done. */
  function runEvery(pauseMs: number, failure: string, step: () => Promise<unknown>): () => Promise<void> {
    const stop = new AbortController();
    const done = (async () => {
      while (!stop.signal.aborted) {
        try {
          await step();
        } catch (error) {
          onTrouble(failure, error);
        }
        await wait(pauseMs, undefined, { signal: stop.signal }).catch(() => {});
      }
    })();
    return () => {
      stop.abort();
      return done;
    };
  }
}

function behindProxy({ publicUrl, trustedProxies }: ServeOptions): Partial<ServerOptions> {
  return {
    ...(publicUrl === undefined
      ? {}
      : {
          basePath: publicUrl.pathname.replace(/\/$/, ''),
          secureCookies: publicUrl.protocol === 'https:',
        }),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
  };
}
