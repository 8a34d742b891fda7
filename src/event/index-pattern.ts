/**
 * Which indices a rule reads: names with `*`, also several in one text with commas between. A `-` in front takes
 * away what the patterns before it had taken in, in Elasticsearch's order: `logs-*,-logs-test-*`.
 *
 * Two things in names do not matter here. A `cluster:` in front says where an index is, not what is in it; it is
 * left off from names and patterns, and an exclusion that is limited to clusters is left out whole, as the events
 * at hand rarely tell their cluster. And the hits of a data stream name a backing index
 * (`.ds-logs-windows.sysmon_operational-default-2024.05.01-000007`), which a pattern for the stream must match.
 */
import { compileWildcards } from './wildcard.ts';

/**
 * A test whether an index is among the patterns. An event whose index is not known is among all of them, and so
 * is every event where no pattern is given. The answer for each name is remembered: events name few indices.
 */
export function compileIndexPatterns(patterns: readonly string[]): (index: string | undefined) => boolean {
  const steps = patterns
    .flatMap(text => text.split(','))
    .map(pattern => parseStep(pattern.trim()))
    .filter(step => step !== undefined);
  if (steps.length === 0) return () => true;
  const answers = new Map<string, boolean>();
  return index => {
    if (index === undefined) return true;
    const known = answers.get(index);
    if (known !== undefined) return known;
    if (answers.size >= MOST_REMEMBERED) answers.clear();
    const names = namesOf(index);
    let taken = false;
    for (const step of steps) if (taken !== step.takes && names.some(step.matches)) taken = step.takes;
    answers.set(index, taken);
    return taken;
  };
}

const MOST_REMEMBERED = 4096;

interface Step {
  /** Takes indices in, or out again. */
  readonly takes: boolean;
  readonly matches: (name: string) => boolean;
}

function parseStep(pattern: string): Step | undefined {
  const name = withoutCluster(pattern);
  const excludes = pattern.startsWith('-') || name.startsWith('-');
  if (pattern === '' || (excludes && name !== pattern)) return undefined;
  const wanted = excludes ? name.slice(1) : name;
  return { takes: !excludes, matches: compileWildcards([wanted === '_all' ? '*' : wanted], false) };
}

function withoutCluster(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The name itself and, for a backing index, mounted from a snapshot or not, the data stream's. */
function namesOf(index: string): readonly string[] {
  const name = withoutCluster(index);
  const stream = /^(?:partial-|restored-)?\.ds-(.+)-\d{4}\.\d\d\.\d\d-\d{6,}$/.exec(name)?.[1];
  return stream === undefined ? [name] : [name, stream];
}
