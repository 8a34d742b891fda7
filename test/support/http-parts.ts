import type { Detection } from '../../src/detect/detection.ts';
import type { ExceptionBook } from '../../src/detect/exception-book.ts';
import type { RuleBook } from '../../src/detect/rule-book.ts';
import { RunRequests } from '../../src/detect/run-requests.ts';
import type { ValueListBook } from '../../src/detect/value-list-book.ts';
import { encodeKey } from '../../src/http/access/credential.ts';
import { createKey } from '../../src/http/access/grants.ts';
import type {
  Access,
  ArrivingDocument,
  HttpParts,
  Intake,
  IntakeCounts,
  Taken,
} from '../../src/http/parts.ts';
import { MemoryAlertStore } from '../../src/store/memory/alert-store.ts';
import { MemoryEventStore } from '../../src/store/memory/event-store.ts';
import { MemoryObjectStore } from '../../src/store/memory/object-store.ts';

/** Takes what is a JSON object, names it by its id or its bytes, and can be told to fail or to wait. */
export class FakeIntake implements Intake {
  readonly taken: Map<string, ArrivingDocument & { readonly text: string }> = new Map();
  readonly counts: IntakeCounts = { stored: 0, doubles: 0, refused: new Map(), turnedAway: 0 };
  /** Thrown by the next calls, while it is set. */
  failure: Error | undefined;
  /** Awaited by each call. */
  gate: Promise<void> = Promise.resolve();
  calls: number = 0;

  async take(documents: readonly ArrivingDocument[]): Promise<readonly Taken[]> {
    this.calls++;
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    return documents.map(document => {
      const text = Buffer.from(document.bytes).toString('utf8');
      if (!isObject(text)) return { kind: 'refused', reason: 'it is no JSON object' };
      const id = document.id ?? text;
      if (this.taken.has(id)) return { kind: 'double', id };
      this.taken.set(id, { ...document, text });
      return { kind: 'stored', id };
    });
  }

  get texts(): readonly string[] {
    return [...this.taken.values()].map(({ text }) => text);
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

export interface TestParts extends HttpParts {
  readonly intake: FakeIntake;
  /** Moves the clock on. */
  readonly wait: (ms: number) => void;
  /** The `Authorization` header of a new key. */
  readonly key: (access: Access) => Promise<string>;
}

/** Parts with stores in memory, a clock that stands still, and neither rules nor detection. */
export function testParts(): TestParts {
  let nowMs = Date.UTC(2026, 0, 1);
  const objects = new MemoryObjectStore();
  const newId = (): string => crypto.randomUUID();
  const detection = absent<Detection>('detection');
  return {
    clock: () => nowMs,
    wait: ms => {
      nowMs += ms;
    },
    key: async access => {
      const key = { name: `a key for ${access}`, access, expiresAtMs: undefined };
      return `ApiKey ${encodeKey(await createKey({ objects, newId, nowMs }, key, 'test'))}`;
    },
    newId,
    objects,
    events: new MemoryEventStore(),
    alerts: new MemoryAlertStore(),
    rules: absent<RuleBook>('rules'),
    exceptions: absent<ExceptionBook>('exceptions'),
    valueLists: absent<ValueListBook>('value lists'),
    detection,
    runRequests: new RunRequests({ detection, objects, newId, now: () => nowMs }),
    intake: new FakeIntake(),
    changes: { subscribe: () => () => {} },
    version: '0.0.0-test',
  };
}

/** What no route of these tests may touch. */
function absent<T extends object>(name: string): T {
  // Every use fails, so its type is of no matter.
  return new Proxy({} as T, {
    get: (_target, key) => {
      throw new Error(`nothing here has ${name}, whose ${String(key)} was asked for`);
    },
  });
}
