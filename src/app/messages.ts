/** The wordings of what the application itself has to tell. */
import { formatTimestamp } from '../event/instant.ts';
import type { EventPosition } from '../ingest/ingested-event.ts';
import type { DiagnosticCode } from '../source/codes/index.ts';
import type { Diagnostic } from '../source/diagnostic.ts';

export function stepBack(position: EventPosition, foundMs: number, latestMs: number): Diagnostic {
  return {
    code: 'CLI002',
    severity: 'error',
    message: `record ${position.record} steps back in time: ${formatTimestamp(foundMs)} after ${formatTimestamp(latestMs)}`,
    labels: [],
    file: position.input,
    notes: ['`--ordered` promises events in order of time; what was read up to here has been evaluated'],
    help: 'leave out `--ordered`: the order of files and lines then does not matter',
  };
}

/** The event is in order by `@timestamp`, but not by what a rule orders by. */
export function stepBackOfRule(position: EventPosition): Diagnostic {
  return {
    code: 'CLI002',
    severity: 'error',
    message: `record ${position.record} steps back in the order of a rule, by its timestamp or tiebreaker field`,
    labels: [],
    file: position.input,
    notes: [
      '`--ordered` promises events in the order of every rule; what was read up to here has been evaluated',
    ],
    help: 'leave out `--ordered`: the order of files and lines then does not matter',
  };
}

export function unreadablePath(
  path: string,
  reason: string,
  code: Extract<DiagnosticCode, 'RUL001' | 'ING001'>,
): Diagnostic {
  return {
    code,
    severity: 'error',
    message: `\`${path}\` cannot be read: ${reason}`,
    labels: [],
    file: path,
    notes: [],
    help: 'check the path and its permissions',
  };
}

export function notToFollowAs(format: string): Diagnostic {
  return {
    code: 'CLI004',
    severity: 'error',
    message: `\`--follow\` cannot print as \`${format}\`: such a document is complete only at its end`,
    labels: [],
    notes: [],
    help: 'follow with `--format table` or `--format ndjson`',
  };
}

export function severalRulesForOneFile(count: number): Diagnostic {
  return {
    code: 'CLI005',
    severity: 'error',
    message: `a TOML file holds one rule, and these are ${count}`,
    labels: [],
    notes: [],
    help: 'name a folder with `--output`, which gets a file for each rule',
  };
}

export function noSuchRule(asked: string, near: string | undefined): Diagnostic {
  return {
    code: 'CLI006',
    severity: 'error',
    message: `no rule has the id or name \`${asked}\``,
    labels: [],
    notes: [],
    help:
      near === undefined ? '`tripline rules list` lists the rules of a folder' : `did you mean \`${near}\`?`,
  };
}

/** @param shown some of the rules that could be meant, each with its id */
export function severalSuchRules(asked: string, count: number, shown: readonly string[]): Diagnostic {
  return {
    code: 'CLI007',
    severity: 'error',
    message: `\`${asked}\` is part of the names of ${count} rules`,
    labels: [],
    notes: shown.length < count ? [...shown, `… ${count - shown.length} more`] : shown,
    help: 'give more of the name, or the id',
  };
}

export function noRuleToRun(paths: readonly string[]): Diagnostic {
  return {
    code: 'CLI001',
    severity: 'error',
    message: `no rule to run in ${paths.map(path => `\`${path}\``).join(', ')}`,
    labels: [],
    notes: [],
    help: '`tripline check` tells why each rule was refused; deprecated ones run with `--deprecated`',
  };
}

export function cannotWrite(output: string, reason: string): Diagnostic {
  return {
    code: 'CLI003',
    severity: 'error',
    message: `${output} cannot be written: ${reason}`,
    labels: [],
    notes: [],
    help: 'choose a place that exists, has room, and may be written to',
  };
}
