import { randomBytes } from 'node:crypto';
import type { AlertGroup } from '../alerts/alert-document.ts';
import type { Dropped } from '../engine/finisher.ts';
import { addTally, buildRuleSet, type MatchTally, type RuleInput } from '../engine/rule-set.ts';
import { ALERT_INDEX, areOfAlerts } from '../event/alert-index.ts';
import type { JsonObject } from '../event/json.ts';
import type { Diagnostic } from '../source/diagnostic.ts';
import { Fingerprinter } from './fingerprint.ts';
import { FinishAtEnd, type FinishingOptions, type FoundMatch } from './finishing.ts';
import type { ReplayCounts } from './replay.ts';

const FIELD = { path: 'kibana.alert.uuid', type: 'keyword' } as const;
const ORDER = { timestamp: { path: '@timestamp', type: 'date' } } as const;
const NOTHING: RuleInput = {
  plan: { kind: 'events', filter: { kind: 'constant', value: false }, order: ORDER },
};
const ALERTS: RuleInput = {
  plan: { kind: 'events', filter: { kind: 'exists', field: FIELD }, order: ORDER },
  indices: ['.alerts-*', '.internal.alerts-*'],
};

/**
 * The rules that read alerts, which a scan runs when the others are done: over the alerts that stand in the files and
 * those that it made itself. They do not read each other's alerts: those are for another scan, of the first one's
 * output.
 */
export class AlertRules {
  readonly #rules: readonly RuleInput[];
  /** Positions of those that read alerts. */
  readonly #readers: readonly number[];
  readonly #finishing: FinishAtEnd;
  readonly #tally: MatchTally = { untimedHits: 0, droppedKeyTuples: 0 };
  readonly #dropped = new Map<number, Dropped>();
  readonly #taken = new Set<string>();

  constructor(
    rules: readonly RuleInput[],
    options: FinishingOptions,
    onProblem: (diagnostic: Diagnostic) => void,
  ) {
    this.#rules = rules;
    this.#readers = rules.flatMap(({ indices }, at) => (areOfAlerts(indices) ? [at] : []));
    const seed = randomBytes(4).readUInt32LE();
    const ruleSet = buildRuleSet(
      this.#readers.flatMap(at => rules[at] ?? []),
      { seed },
    );
    this.#finishing = new FinishAtEnd(ruleSet, new Fingerprinter(seed), options, {
      onLost: ({ diagnostic }) => onProblem(diagnostic),
      onDropped: (reader, dropped) => this.#dropped.set(this.#readers[reader] ?? 0, dropped),
    });
  }

  /** What the first pass runs instead: of rules over alerts nothing, and behind all rules one that finds alerts. */
  get firstPass(): readonly RuleInput[] {
    if (this.#readers.length === 0) return this.#rules;
    return [...this.#rules.map((rule, at) => (this.#readers.includes(at) ? NOTHING : rule)), ALERTS];
  }

  /** An alert that stood in the files. */
  takeFound({ events: [event] }: FoundMatch): void {
    if (event !== undefined) this.#take(event.document, event.index ?? ALERT_INDEX, event.id);
  }

  /** Alerts that the scan made. */
  takeMade({ alert, blocks }: AlertGroup): void {
    if (this.#readers.length === 0) return;
    for (const document of [...blocks, alert])
      this.#take(document, ALERT_INDEX, document['kibana.alert.uuid']);
  }

  *end(counts: ReplayCounts): Iterable<FoundMatch> {
    for (const match of this.#finishing.end()) yield { ...match, rule: this.#readers[match.rule] ?? 0 };
    addTally(counts.tally, this.#tally);
    for (const [rule, dropped] of this.#dropped) counts.dropped.set(rule, dropped);
  }

  close(): void {
    this.#finishing.close();
  }

  /** @param name for one that does not say its id as alerts made here do. */
  #take(document: JsonObject, index: string, name: string): void {
    const uuid = document['kibana.alert.uuid'];
    const id = typeof uuid === 'string' ? uuid : name;
    if (this.#taken.has(id)) return;
    this.#taken.add(id);
    const position = { input: ALERT_INDEX, record: this.#taken.size };
    const event = { kind: 'event', id, identity: id, index, document, position } as const;
    this.#finishing.takeEvent(event, this.#taken.size, this.#tally);
  }
}
