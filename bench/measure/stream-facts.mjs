// What of a stream decides how fast it can be. Any one figure alone misleads: a stream whose values recur is easy, one
// in which everything is new is hard, and hits cost whatever the filters do.
import { buildExtractor } from '../../dist/engine/extract/extractor.js';
import { buildRuleSet } from '../../dist/engine/rule-set.js';
import { indexOf } from './event-index.mjs';

/**
 * Over the second half of the lines, after the first was seen: bytes an event; hits an event; and values an event
 * that were never seen before in their field, of the fields that filters read.
 */
export function streamFacts(lines, rules) {
  const ruleSet = buildRuleSet(rules);
  const fields = [...fieldsOfFilters(rules)];
  const extractor = buildExtractor(fields);
  const seen = fields.map(() => new Set());
  const half = lines.length >> 1;
  const sums = { bytes: 0, hits: 0, newValues: 0 };
  for (const [arrival, line] of lines.entries()) {
    const document = JSON.parse(line.toString());
    const newValues = addValues(seen, extractor.fromDocument(document));
    if (arrival < half) continue;
    sums.bytes += line.length;
    sums.newValues += newValues;
    sums.hits += ruleSet.matchLine({ index: indexOf(document), line, arrival, ref: arrival }).length;
  }
  const events = lines.length - half;
  return { bytes: sums.bytes / events, hits: sums.hits / events, newValues: sums.newValues / events };
}

/** How many of the values are new to their slot. */
function addValues(seen, slots) {
  let added = 0;
  for (const [slot, values] of slots.entries()) {
    if (values === undefined) continue;
    const before = seen[slot].size;
    for (const value of Array.isArray(values) ? values : [values]) seen[slot].add(value);
    added += seen[slot].size - before;
  }
  return added;
}

function fieldsOfFilters(rules) {
  const paths = new Set();
  for (const { plan } of rules)
    collectPaths(plan.kind === 'events' ? plan.filter : [plan.steps, plan.until, plan.absent], paths);
  return paths;
}

/** A field is what has a path. Those of join keys are read of hits alone. */
function collectPaths(node, paths) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.path === 'string') paths.add(node.path);
  for (const [key, value] of Object.entries(node)) if (key !== 'by') collectPaths(value, paths);
}
