// Runs another engine's test suites against what is built: `npm run conformance -- DIR`, where DIR/suites.json
// names each file, its kind and its settings. What this version does not run is skipped with its reason, never
// counted as passed. Closes with `N passed, N failed, N skipped`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse as parseToml } from 'smol-toml';

const { compileEql } = await built('lang/eql/index.js');
const { buildExtractor, buildRuleSet, finishHits, memoryHitLog } = await built('engine/index.js');
const { isUnsupported } = await built('source/codes/index.js');

/** The query is right, but of a kind that this version does not run. */
class NotRunYet extends Error {}
/** The query did not compile. */
class Refused extends Error {}

const runners = { queries: runQueries, series: runSeries, folding: runFolding, errors: runErrors };
const tally = { passed: 0, failed: 0, skipped: 0 };

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run conformance -- DIR, a folder with a suites.json\n');
  process.exit(2);
}
for (const suite of JSON.parse(readText('suites.json'))) {
  const run = runners[suite.kind];
  if (run === undefined) count(suite.file, { skipped: `no runner for suites of kind ${suite.kind} yet` });
  else for (const [name, test] of run(suite)) count(`${suite.file} > ${name}`, outcome(test));
}
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`);
process.exitCode = tally.failed > 0 ? 1 : 0;

function count(name, { skipped, failed }) {
  if (skipped !== undefined) {
    tally.skipped++;
    process.stdout.write(`skipped ${name}: ${skipped}\n`);
  } else if (failed !== undefined) {
    tally.failed++;
    process.stdout.write(`FAIL ${name}\n${failed.replace(/^/gm, '  ')}\n`);
  } else tally.passed++;
}

/** A test gives what is wanted and what came; that it throws is a failure like any other. */
function outcome(test) {
  try {
    const { wanted, found } = test();
    if (isDeepStrictEqual(found, wanted)) return {};
    return { failed: `wanted ${JSON.stringify(wanted)}\nfound  ${JSON.stringify(found)}` };
  } catch (problem) {
    if (problem instanceof NotRunYet) return { skipped: problem.message };
    return { failed: problem instanceof Refused ? problem.message : String(problem?.stack ?? problem) };
  }
}

/** Queries over documents, answered by the ids of the events returned, sequence after sequence. */
function* runQueries(suite) {
  const documents = suite.data.flatMap(file => readDocuments(suite, file));
  const options = {
    schema: schemaOf(suite, documents),
    unknownFields: suite.unknownFields,
    categoryField: suite.category,
    ...(suite.tiebreaker === null ? {} : { tiebreakerField: suite.tiebreaker }),
  };
  for (const query of parseToml(readText(suite.file)).queries) {
    yield [
      query.name,
      () => {
        const matches = matchesOf(query.query, documents, options).slice(0, query.size ?? suite.size);
        const ids = matches.flatMap(match => match.refs.map(ref => documents[ref][suite.id]));
        if (query.join_keys === undefined) return { wanted: query.expected_event_ids, found: ids };
        return {
          wanted: [query.expected_event_ids, query.join_keys],
          found: [ids, matches.flatMap(match => match.joinKeys.map(String))],
        };
      },
    ];
  }
}

function readDocuments({ timestampFrom }, file) {
  const text = readText(file);
  if (timestampFrom === undefined) return JSON.parse(text);
  // Nanoseconds since 1970 do not fit a JavaScript number: they are read as texts and told as ISO times.
  return JSON.parse(text.replace(/(:\s*)(\d{16,})(?=\s*[,}])/g, '$1"$2"')).map(document => {
    const nanos = String(document[timestampFrom]);
    const seconds = new Date(Number(nanos.slice(0, -9)) * 1000).toISOString().slice(0, 19);
    return { ...document, '@timestamp': `${seconds}.${nanos.slice(-9)}Z` };
  });
}

/** The types that the suite names; every other field takes its type from its values. */
function schemaOf({ types = {} }, documents = []) {
  const known = new Map(documents.flatMap(document => [...typesOfValues(document)]));
  for (const [path, type] of Object.entries(types)) known.set(path, type);
  return { typeOf: path => known.get(path), names: () => [...known.keys()] };
}

function* typesOfValues(value, path = '') {
  if (Array.isArray(value)) for (const item of value) yield* typesOfValues(item, path);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      yield* typesOfValues(inner, path === '' ? key : `${path}.${key}`);
  } else if (typeof value === 'string') yield [path, 'keyword'];
  else if (typeof value === 'boolean') yield [path, 'boolean'];
  else if (typeof value === 'number') yield [path, Number.isInteger(value) ? 'long' : 'double'];
}

/**
 * Streams drawn as text: a line for each step, tokens `[key|]<letter><time>` (time 99: filler), then `;`, then
 * the sequences wanted, then `;`.
 */
function* runSeries({ file }) {
  const lines = readText(file)
    .replace(/^\/\/.*$/gm, '')
    .split('\n');
  const specs = lines.map(line => line.trim()).filter(line => line !== '');
  while (specs.length > 0) {
    const name = specs.shift();
    const steps = specs.splice(0, specs.indexOf(';') + 1).slice(0, -1);
    const wanted = specs.splice(0, specs.indexOf(';') + 1).slice(0, -1);
    yield [name, () => ({ wanted, found: runStream(steps.map(line => line.split(/\s+/))) })];
  }
}

function runStream(steps) {
  const documents = steps
    .flatMap((tokens, step) => tokens.map(token => ({ ...readToken(token), step })))
    .filter(event => event['@timestamp'] !== 99);
  const filters = steps.map((_, step) => `[any where step == ${step}]`);
  const schema = schemaOf({ types: { '@timestamp': 'date', step: 'long', key: 'keyword' } });
  return matchesOf(`sequence by ?key ${filters.join(' ')}`, documents, { schema }).map(match => {
    const [first, ...others] = match.refs.map(ref => documents[ref]);
    const key = first.key === undefined ? '' : `${first.key}|`;
    return [key + first.name, ...others.map(event => event.name)].join(' ');
  });
}

function readToken(token) {
  const [, key, name, time] = /^(?:(\w+)\|)?(\w(\d+))$/.exec(token);
  return { '@timestamp': Number(time), name, ...(key === undefined ? {} : { key }) };
}

/** Expressions of constants: `fold.tests` have a value (null where none is given), `verifier.failures` are refused. */
function* runFolding({ file }) {
  for (const [group, { fold, verifier }] of Object.entries(parseToml(readText(file)))) {
    for (const { expression, expected = null } of fold?.tests ?? []) {
      const query = `any where (${expression}) == ${JSON.stringify(expected)}`;
      yield [`${group}: ${expression}`, () => ({ wanted: true, found: matchesOf(query, [{}]).length === 1 })];
    }
    for (const { expression } of verifier?.failures ?? [])
      yield [`${group}: ${expression}`, () => refusal(`any where ${expression} == null`)];
  }
}

/** Queries that must be refused; the words are each engine's own. */
function* runErrors(suite) {
  const options = { schema: schemaOf(suite), unknownFields: suite.unknownFields };
  for (const { query } of JSON.parse(readText(suite.file))) yield [query, () => refusal(query, options)];
}

function refusal(query, options) {
  const { diagnostics } = compileEql({ name: '<query>', text: query }, options);
  const errors = diagnostics.filter(diagnostic => diagnostic.severity === 'error');
  const mistake = errors.find(error => !isUnsupported(error.code));
  if (mistake === undefined && errors.length > 0) throw new NotRunYet(errors[0].message);
  return { wanted: 'refused', found: mistake === undefined ? 'accepted' : 'refused' };
}

function matchesOf(query, documents, options) {
  const { value: plan, diagnostics } = compileEql({ name: '<query>', text: query }, options);
  const errors = diagnostics.filter(diagnostic => diagnostic.severity === 'error');
  const unsupported = errors.find(error => isUnsupported(error.code));
  if (unsupported !== undefined) throw new NotRunYet(unsupported.message);
  if (plan === undefined || errors.length > 0) throw new Refused(errors.map(e => e.message).join('\n'));
  const rules = buildRuleSet([{ plan }]);
  const extractor = buildExtractor(rules.fields);
  const log = memoryHitLog();
  for (const [ref, document] of documents.entries()) {
    const slots = extractor.fromDocument(document);
    for (const hit of rules.match({ index: undefined, slots, arrival: ref, ref })) log.add(hit);
  }
  return [...finishHits(rules.rules, log.inOrder())];
}

function readText(path) {
  return readFileSync(join(folder, path), 'utf8');
}

function built(module) {
  return import(pathToFileURL(`dist/${module}`).href);
}
