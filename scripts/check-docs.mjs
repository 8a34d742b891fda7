// Keeps README.md, docs/ and every other page true: runs their commands, follows their links.
//
// - A block fenced as ```sh run is run from the repository root, with `tripline` on the path, and must end
//   with code 0 (```sh run exits 1: with that code). A ```js run block is run as a module, in a process of its
//   own, where `tripline/eql` is the package as built. An ```output block after either is compared with what it
//   printed: a line `…` stands for any lines, a `…` inside a line for any text.
// - Links between pages must lead to a file, and to a heading where they name one.
// - Code spans that name an npm script or a file of the repository must name one that exists.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import process from 'node:process';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const IGNORED = /(^|[\\/])(node_modules|dist|\.git|\.tripline|cases)([\\/]|$)/;
const problems = [];
let commands = 0;
let links = 0;

const shims = mkdtempSync(join(tmpdir(), 'tripline-docs-'));
writeFileSync(
  join(shims, 'tripline'),
  `#!/bin/sh\nexec "${process.execPath}" "${resolve('bin/tripline.js')}" "$@"\n`,
);
chmodSync(join(shims, 'tripline'), 0o755);

const pages = readdirSync('.', { recursive: true }).filter(
  file => file.endsWith('.md') && !IGNORED.test(file),
);
for (const page of pages.sort()) {
  const { prose, blocks } = parse(readFileSync(page, 'utf8'));
  checkLinks(page, prose);
  checkNames(page, prose);
  for (const [index, block] of blocks.entries()) {
    const expected = /^(sh|js) run(?: exits (\d+))?$/.exec(block.info);
    if (expected === null) continue;
    const next = blocks[index + 1];
    const [, language, code = '0'] = expected;
    runBlock(page, block, language, Number(code), next?.info === 'output' ? next.text : undefined);
  }
}
rmSync(shims, { recursive: true });
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `${pages.length} pages, ${links} links, ${commands} commands, ${problems.length} wrong\n`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Fenced blocks with the line they start at, and the rest with its line numbers kept. */
function parse(text) {
  const blocks = [];
  const prose = [];
  let open;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const fence = /^\s*(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (open === undefined && fence)
      open = { mark: fence[1], info: fence[2].trim(), line: index + 1, lines: [] };
    else if (open !== undefined && line.trim() === open.mark) {
      blocks.push({ ...open, text: open.lines.join('\n') });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    prose.push(open === undefined && fence === null ? line : '');
  }
  if (open !== undefined) blocks.push({ ...open, info: 'unclosed', text: open.lines.join('\n') });
  return { prose, blocks };
}

function runBlock(page, block, language, code, output) {
  commands++;
  const env = { ...process.env, NO_COLOR: '1', PATH: `${shims}${delimiter}${process.env.PATH}` };
  delete env.FORCE_COLOR;
  const [script, input] =
    language === 'sh'
      ? [`set -e\n${block.text}`, '']
      : [`exec "${process.execPath}" --input-type=module -`, block.text];
  const done = spawnSync('sh', ['-c', `exec 2>&1\n${script}`], { encoding: 'utf8', env, input });
  const printed = done.stdout.trimEnd();
  if (done.status !== code)
    problems.push(
      `${page}:${block.line}: ended with ${done.status ?? done.signal}, not ${code}:\n${printed}`,
    );
  else if (output !== undefined && !wildcard(output.trimEnd()).test(`${printed}\n`))
    problems.push(`${page}:${block.line}: prints something else than the page says:\n${printed}`);
}

/** A pattern for what was printed, each line ended. */
function wildcard(output) {
  const lines = output.split('\n').map(line => {
    if (line.trim() === '…') return '(?:.*\\n)*?';
    return `${line.trimEnd().split('…').map(literal).join('.*')}[ \\t]*\\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}

function literal(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function checkLinks(page, prose) {
  for (const [index, line] of prose.entries()) {
    for (const [, target] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links++;
      const [path, anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), decodeURI(path));
      if (!existsSync(file)) problems.push(`${page}:${index + 1}: leads to ${target}, which does not exist`);
      else if (anchor && !anchors(file).has(anchor))
        problems.push(`${page}:${index + 1}: ${target}: no such heading there`);
    }
  }
}

/** The names that GitHub gives to the headings of a page. */
function anchors(file) {
  const found = new Set();
  for (const line of parse(readFileSync(file, 'utf8')).prose) {
    const heading = /^#+\s+(.*?)\s*#*$/.exec(line)?.[1].replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    if (heading === undefined) continue;
    const name = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    for (let n = 0; ; n++) {
      const unique = n === 0 ? name : `${name}-${n}`;
      if (found.has(unique)) continue;
      found.add(unique);
      break;
    }
  }
  return found;
}

function checkNames(page, prose) {
  for (const [index, line] of prose.entries()) {
    for (const [, span] of line.matchAll(/`([^`]+)`/g)) {
      const script = /^npm (?:run )?(start|test|(?<=run )[\w:-]+)/.exec(span)?.[1];
      if (script !== undefined && !(script in scripts))
        problems.push(`${page}:${index + 1}: \`${span}\`: package.json has no such script`);
      if (/^(src|test|scripts|docs|bench|examples|rules|bin)\/[\w./-]+$/.test(span) && !existsSync(span))
        problems.push(`${page}:${index + 1}: \`${span}\` does not exist`);
    }
  }
}
