// Writes docs/reference/ from the declarations that the code itself runs on, as built in dist/. With --check
// it writes nothing and fails where a page is not what it would write.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const { readCompatibilitySection } = await built('app/conformance/compatibility-cases.js');
const { diagnosticCodes } = await built('source/codes/index.js');
const { functions } = await built('plan/functions/index.js');
const { ROLES, suffices } = await built('api/access.js');
const { buildServer } = await built('http/server.js');
const { extraKeys, modelKeys, tomlTables } = await built('rules/rule-fields.js');

const COMPATIBILITY_CASES = 'test/cases/compatibility';

const pages = {
  'access.md': accessPage(await describedRoutes()),
  'compatibility.md': compatibilityPage(),
  'diagnostics.md': diagnosticsPage(diagnosticCodes),
  'functions.md': functionsPage(functions),
  'rule-fields.md': ruleFieldsPage(),
};

const stale = Object.entries(pages).filter(([name, text]) => read(name) !== text);
if (process.argv.includes('--check')) {
  for (const [name] of stale)
    process.stderr.write(`docs/reference/${name} is not what the code says; run \`npm run docs:gen\`\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync('docs/reference', { recursive: true });
  for (const [name, text] of stale) writeFileSync(`docs/reference/${name}`, text);
}

/** Every route, as the server describes itself; nothing behind the routes is there, and none of them is called. */
async function describedRoutes() {
  const nothing = new Proxy(() => nothing, { get: (_, key) => (key === 'then' ? undefined : nothing) });
  const parts = new Proxy({}, { get: (_, key) => (key === 'newId' ? () => 'id' : nothing) });
  const server = buildServer(parts);
  await server.ready();
  const { paths } = server.swagger();
  await server.close();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, 'x-access': access }]) => ({
      ...{ method: method.toUpperCase(), path, access, summary },
    })),
  );
}

function accessPage(routes) {
  const columns = [...Object.entries(ROLES), ['key for ingest', 'ingest']];
  const out = [
    '# Who may what',
    '',
    'Every call of the server, and who may make it: users by their role, keys by their access (that of the role: `read`,',
    '`triage`, `author`, `all`; or `ingest`, which delivers events and does nothing else). A test makes each call as each.',
    '',
    `| call | ${columns.map(([name]) => name).join(' | ')} |`,
    `| --- |${columns.map(() => ' :-: |').join('')}`,
  ];
  const known = routes
    .filter(({ method }) => method !== 'HEAD')
    .sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
  for (const { access, method, path } of known.filter(route => route.access !== 'none')) {
    const ticks = columns.map(([, has]) => (suffices(has, access) ? 'yes' : '–'));
    out.push(`| \`${method} ${path}\` | ${ticks.join(' | ')} |`);
  }
  const open = known.filter(route => route.access === 'none');
  out.push('', 'Everybody may call:', '', ...open.map(({ method, path }) => `- \`${method} ${path}\``));
  return page(out);
}

function diagnosticsPage(codes) {
  const groups = {
    EQL: ['EQL', 'Queries in the Event Query Language.'],
    KQL: ['KQL', 'Queries in the Kibana Query Language.'],
    RUL: ['Rules', 'Rule files; codes from RUL500 on are advice about rules that work.'],
    EXC: ['Exceptions', 'Exception lists, and from EXC100 on the value lists that they look into.'],
    ING: ['Event inputs', 'Reading events.'],
    CLI: ['Command line', 'Calls of `tripline`.'],
  };
  const known = Object.keys(codes).sort();
  const out = [
    '# Diagnostics',
    '',
    'Everything Tripline says about queries, rules, inputs and calls carries one of these codes.',
    'A code is never given another meaning.',
  ];
  for (const [prefix, [title, about]] of Object.entries(groups)) {
    out.push('', `## ${title}`, '', about);
    for (const code of known.filter(code => code.startsWith(prefix))) {
      const { title, explanation, unsupported } = codes[code];
      out.push('', `### ${code}`, '', `**${title}**`, '', explanation);
      if (unsupported) out.push('', '*The construct is right, but this version does not run it yet.*');
    }
  }
  const lost = known.filter(code => !(code.slice(0, 3) in groups));
  if (lost.length > 0) throw new Error(`codes of no group in scripts/gen-docs.mjs: ${lost.join(', ')}`);
  return page(out);
}

function functionsPage(functions) {
  const sorted = [...functions].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const out = [
    '# Functions',
    '',
    'The functions of EQL. Names are read in any case; one with a `~` form ignores the case of texts there.',
    'An argument in `[ ]` may be left out, one with `…` may be given again, a *literal* one may not be computed.',
    'Each example is a test.',
  ];
  for (const definition of sorted) {
    out.push('', `## ${definition.name}`, '', '```eql', signature(definition), '```', '', definition.doc);
    const constants = definition.parameters.filter(parameter => parameter.constant).map(p => `\`${p.name}\``);
    if (constants.length > 0) out.push('', `Literal: ${constants.join(', ')}.`);
    if (definition.hasCaseInsensitiveVariant) out.push('', `\`${definition.name}~\` ignores case.`);
    if (definition.examples.length > 0) {
      const examples = definition.examples.map(example => `${example.expr}  →  ${print(example.result)}`);
      out.push('', '```eql', ...examples, '```');
    }
  }
  return page(out);
}

function signature({ name, parameters, variadic, returns }) {
  const shown = parameters.map((parameter, index) => {
    const more = variadic && index === parameters.length - 1 ? ' …' : '';
    const text = `${parameter.name}: ${parameter.type}${more}`;
    return parameter.optional ? `[${text}]` : text;
  });
  return `${name}(${shown.join(', ')}) → ${returns}`;
}

function print(value) {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function ruleFieldsPage() {
  const out = [
    '# Rule fields',
    '',
    'The keys of a rule, as rule files, exports and the API spell them. A key that is not here is kept as it was',
    'written, and reported.',
    '',
    '## Fields of every rule',
    '',
    ...fieldRows(modelKeys),
    '',
    '## Fields of some rules',
    '',
    'Kept and saved again; this version does nothing with most of them.',
    '',
    ...fieldRows(extraKeys),
  ];
  for (const [table, keys] of Object.entries(tomlTables))
    out.push('', `## \`[${table}]\` in TOML files`, '', `${keys.map(key => `\`${key}\``).join(', ')}.`);
  return page(out);
}

function fieldRows(keys) {
  const rows = Object.entries(keys).map(([key, { means, required, fallback }]) => {
    const absent = required ? '*required*' : fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``;
    return `| \`${key}\` | ${means} | ${absent} |`;
  });
  return ['| key | what it is | where absent |', '| --- | --- | --- |', ...rows];
}

/** Printed from the cases that src/app/conformance/compatibility.test.ts runs. */
function compatibilityPage() {
  const sections = readdirSync(COMPATIBILITY_CASES)
    .sort()
    .map(file => readCompatibilitySection(readFileSync(`${COMPATIBILITY_CASES}/${file}`, 'utf8')));
  const cases = sections.flatMap(section => section.cases);
  const of = verdict => cases.filter(one => one.verdict === verdict);
  const twice = cases.filter((one, at) => cases.findIndex(c => anchor(c) === anchor(one)) !== at);
  if (twice.length > 0) throw new Error(`two cases show: ${twice.map(one => one.construct).join(', ')}`);
  const links = verdict => of(verdict).map(one => `- [${one.construct}](#${anchor(one)})`);
  const out = [
    '# EQL, beside Elasticsearch',
    '',
    `What EQL means here, in ${cases.length} cases: ${of('same').length} are as in Elasticsearch, ` +
      `${of('differs').length} differ on purpose, ${of('not yet').length} are not there yet.`,
    'Every case is a test: the query, the events, numbered, and after `=>` what comes of them, a result a line.',
    'Beside these, `npm run conformance` runs the suites of another engine from wherever they lie.',
    '',
    '## What differs on purpose',
    '',
    ...links('differs'),
    '',
    '## What is not there yet',
    '',
    ...links('not yet'),
  ];
  for (const section of sections) {
    out.push('', `## ${section.title}`, '', section.about);
    for (const one of section.cases) out.push('', ...compatibilityCase(one));
  }
  return page(out);
}

function compatibilityCase({ construct, verdict, reason, settings, query, events, answer }) {
  const given = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const width = String(events.length).length;
  return [
    `### ${construct}`,
    '',
    verdict === 'same' ? 'Same.' : `**${verdict === 'differs' ? 'Differs' : 'Not yet'}**: ${reason}`,
    '',
    ...(given.length === 0 ? [] : [`With ${given.map(each => `\`${each}\``).join(', ')}:`, '']),
    '```eql',
    query,
    '```',
    '',
    '```text',
    ...events.map((event, at) => `${String(at + 1).padStart(width)}  ${event}`),
    ...answer.map(line => `=> ${line}`),
    '```',
  ];
}

/** The name that GitHub gives to the heading of a case. */
function anchor({ construct }) {
  return construct
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function page(lines) {
  const note = '<!-- Written by `npm run docs:gen` from the code; change it there. -->';
  return `${[note, '', ...lines].join('\n')}\n`;
}

/** A page as it stands; a checkout on Windows may have given it other line ends. */
function read(name) {
  const path = `docs/reference/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}

function built(module) {
  return import(pathToFileURL(`dist/${module}`).href);
}
