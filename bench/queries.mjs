// The queries that benchmarks compile: those of the public rules where they lie beside the repository, else such
// as have the shapes of real ones. Nothing is downloaded, nothing random.
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { liveRuleFiles } from './measure/live-rules.mjs';

/** As many as there are live EQL rules in the public ones. */
const MANY = 1024;

/** All there are, and what to call them. */
export function corpus() {
  const files = liveRuleFiles();
  if (files === undefined)
    return { name: 'generated queries (no public rules here)', queries: generatedQueries(MANY) };
  const queries = files.map(file => parse(readFileSync(file, 'utf8')).rule.query);
  return { name: 'live EQL rules of the public ones', queries };
}

/** Queries of the shapes that real rules have, the same on every machine: no chance, no files. */
export function generatedQueries(count) {
  const names = [
    'cmd.exe',
    'powershell.exe',
    'rundll32.exe',
    'mshta.exe',
    'regsvr32.exe',
    'dllhost.exe',
    'certutil.exe',
  ];
  return Array.from({ length: count }, (_, at) => {
    const name = names[at % names.length];
    const kind = at % 4;
    if (kind === 0)
      return `process where host.os.type == "windows" and event.type == "start" and process.name : "${name}" and process.args : ("*-enc${at}*", "/c", "*\\\\temp${at}\\\\*")`;
    if (kind === 1)
      return `network where process.name : ("${name}", "x${at}*.exe") and destination.port == ${at} and not cidrmatch(destination.ip, "10.0.0.0/8", "192.168.0.0/16", "fe80::/10")`;
    if (kind === 2)
      return `file where event.type != "deletion" and file.path : "?:\\\\Users\\\\*\\\\AppData\\\\${at}\\\\*.dll" and not process.executable : ("C:\\\\Windows\\\\*", "C:\\\\Program Files\\\\*")`;
    return `sequence by host.id, process.entity_id with maxspan=${at + 1}s [process where process.name : "${name}"] [network where destination.port == ${at}]`;
  });
}
