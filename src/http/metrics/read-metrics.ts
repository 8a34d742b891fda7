/**
 * The metrics that are looked up when somebody asks: one line of the list each. A name ends in its unit, or in `_total`
 * where it only ever grows; the values of a label are all known beforehand.
 */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { SkipReason } from '../../ingest/ingested-event.ts';
import type { Reading } from './reading.ts';

type Labelled = readonly (readonly [label: string, value: number])[];

interface ReadMetric {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  /** Of what `read` gives by its values. */
  readonly label?: string;
  /** Undefined: it is not known. */
  readonly read: (reading: Reading) => number | Labelled | undefined;
}

const REFUSED_FOR: { readonly [K in SkipReason]: true } = {
  truncated: true,
  'not-utf8': true,
  'too-long': true,
  'not-json': true,
  'not-an-event': true,
  'bad-xml': true,
  'damaged-record': true,
};

const READ_METRICS: readonly ReadMetric[] = [
  {
    name: 'tripline_build_info',
    help: 'Always 1; the version of Tripline is in the label.',
    kind: 'gauge',
    label: 'version',
    read: ({ version }) => [[version, 1]],
  },
  {
    name: 'tripline_start_time_seconds',
    help: 'When the server started, in seconds since 1970.',
    kind: 'gauge',
    read: ({ startedMs }) => startedMs / 1000,
  },
  {
    name: 'tripline_events_stored_total',
    help: 'Events that were taken and stored since the start.',
    kind: 'counter',
    read: ({ intake }) => intake.stored,
  },
  {
    name: 'tripline_events_double_total',
    help: 'Events that came again and were there already.',
    kind: 'counter',
    read: ({ intake }) => intake.doubles,
  },
  {
    name: 'tripline_events_refused_total',
    help: 'Documents that are no events, by why.',
    kind: 'counter',
    label: 'reason',
    read: ({ intake }) => refusals(intake.refused),
  },
  {
    name: 'tripline_ingest_turned_away_total',
    help: 'Whole requests with events that were turned away, to be sent again: too much to do, or no room.',
    kind: 'counter',
    read: ({ intake }) => intake.turnedAway,
  },
  {
    name: 'tripline_store_up',
    help: '1 where the store said in time how much it holds, else 0.',
    kind: 'gauge',
    read: ({ size }) => (size === undefined ? 0 : 1),
  },
  {
    name: 'tripline_store_events',
    help: 'Events in the store.',
    kind: 'gauge',
    read: ({ size }) => size?.events,
  },
  {
    name: 'tripline_store_waiting_events',
    help: 'Events that are on the disk and cannot be searched yet.',
    kind: 'gauge',
    read: ({ size }) => size?.waitingEvents,
  },
  {
    name: 'tripline_store_bytes',
    help: 'Bytes on the disk that events take.',
    kind: 'gauge',
    read: ({ size }) => size?.bytesOnDisk,
  },
  {
    name: 'tripline_store_free_bytes',
    help: 'Bytes that are free on the disk of the store; none where it cannot tell.',
    kind: 'gauge',
    read: ({ size }) => size?.freeBytes,
  },
  {
    name: 'tripline_rules',
    help: 'Rules: running, off, or on and broken (what is wrong with them keeps them from running).',
    kind: 'gauge',
    label: 'state',
    read: ({ rules }) => [
      ['running', rules.running],
      ['off', rules.off],
      ['broken', rules.broken],
    ],
  },
  {
    name: 'tripline_rules_failing',
    help: 'Running rules of which the latest run since the start failed.',
    kind: 'gauge',
    read: ({ rules }) => rules.failing,
  },
  {
    name: 'tripline_rule_file_problems',
    help: 'What is wrong with rule files of which no rule could be made.',
    kind: 'gauge',
    read: ({ rules }) => rules.unreadableFiles,
  },
  {
    name: 'tripline_held_hits',
    help: 'Events that passed a step of a rule and wait for the others.',
    kind: 'gauge',
    read: ({ detection }) => detection.heldHits,
  },
  {
    name: 'tripline_waiting_runs',
    help: 'Runs of rules that are due and did not begin.',
    kind: 'gauge',
    read: ({ detection }) => detection.waitingRuns,
  },
  {
    name: 'tripline_late_events_total',
    help: 'Events older than the look-back of every rule: no run saw them.',
    kind: 'counter',
    read: ({ detection }) => detection.tooLateEvents,
  },
  {
    name: 'tripline_ahead_of_clock_events_total',
    help: 'Events with a time more than a minute ahead of the clock of the server.',
    kind: 'counter',
    read: ({ detection }) => detection.aheadOfClockEvents,
  },
  {
    name: 'tripline_unreadable_events_total',
    help: 'Stored events that turned out to be no JSON when rules read them: no rule saw them.',
    kind: 'counter',
    read: ({ detection }) => detection.unreadableEvents,
  },
  {
    name: 'tripline_alerts_total',
    help: 'Alerts that were made since the start, building blocks left out.',
    kind: 'counter',
    label: 'severity',
    read: ({ detection }) => Object.entries(detection.alertsMade),
  },
  {
    name: 'tripline_alert_delay_seconds',
    help: 'From the arrival of the latest event of an alert to the stored alert, of the latest thousand alerts.',
    kind: 'gauge',
    label: 'quantile',
    read: ({ detection: { alertDelayMs } }) =>
      alertDelayMs && [
        ['0.5', alertDelayMs.p50 / 1000],
        ['0.99', alertDelayMs.p99 / 1000],
      ],
  },
  {
    name: 'tripline_process_memory_bytes',
    help: 'Memory of the process: resident, heap_used and heap_total of JavaScript, and external to its heap.',
    kind: 'gauge',
    label: 'kind',
    read: ({ process }) => Object.entries(process.memoryBytes),
  },
  {
    name: 'tripline_process_cpu_seconds_total',
    help: 'Processor time that the process took.',
    kind: 'counter',
    read: ({ process }) => process.cpuSeconds,
  },
  {
    name: 'tripline_process_open_file_handles',
    help: 'Files and connections that the process has open; none where the system does not say.',
    kind: 'gauge',
    read: ({ process }) => process.openHandles,
  },
  {
    name: 'tripline_process_most_file_handles',
    help: 'As many as it may have open; none where the system does not say, or sets no limit.',
    kind: 'gauge',
    read: ({ process }) => process.mostHandles,
  },
];

/** Adds them to the registry; gives what sets them. */
export function addReadMetrics(registry: Registry): (reading: Reading) => void {
  const all = READ_METRICS.map(({ help, kind, label, name, read }) => {
    const options = { name, help, labelNames: label === undefined ? [] : [label], registers: [registry] };
    const metric = kind === 'counter' ? new Counter(options) : new Gauge(options);
    return { label, metric, read };
  });
  return reading => {
    for (const { label, metric, read } of all) {
      metric.reset();
      const value = read(reading);
      // Without labels there is a 0 after a reset, which would be a lie.
      if (value === undefined) {
        if (label === undefined) metric.remove();
      } else if (typeof value === 'number') metric.inc(value);
      else for (const [of, number] of value) metric.inc({ [label ?? '']: of }, number);
    }
  };
}

/** Each reason, so that a first refusal is seen as growth; one that is not in the list is `other`. */
function refusals(refused: ReadonlyMap<string, number>): Labelled {
  const known = Object.keys(REFUSED_FOR);
  const others = [...refused].filter(([reason]) => !known.includes(reason));
  return [
    ...known.map(reason => [reason, refused.get(reason) ?? 0] as const),
    ['other', others.reduce((sum, [, count]) => sum + count, 0)],
  ];
}
