// What was recorded on real Windows machines, read where it lies and mapped to ECS as `tripline convert` does:
// what Sysmon and the Security log tell. Nothing of it is copied into the repository.
//
// Shuffled, as nothing is harder on what remembers recent values; so many of each kind of event, and of each kind in
// one file, that no kind is all there is. If more is asked for, the same events come again as of other machines:
// with hosts, processes and record numbers of their own.
import { eventInputs } from '../../dist/app/event-inputs.js';
import { noInputCounts, readInputs } from '../../dist/app/read-inputs.js';

const FOLDERS = ['OTRF-Security-Datasets', 'EVTX-ATTACK-SAMPLES', 'hayabusa-sample-evtx', 'sigma-regression'];
/** PowerShell's logs are left out: a few scripts of many kilobytes would be most of the bytes. */
const CHANNELS = /^(?:Microsoft-Windows-Sysmon\/Operational|Security)$/i;
const MOST_OF_KIND = 8000;
const MOST_OF_KIND_IN_FILE = 2000;

/** Lines with their line feeds, without end. `root` is the folder that the recordings lie in. */
export async function* recordedLines(root, chance) {
  const recorded = await readRecordings(root);
  const mixed = shuffle(chance, recorded);
  const kinds = new Map();
  const lines = mixed.filter(({ kind }) => counted(kinds, kind) <= MOST_OF_KIND).map(({ line }) => line);
  yield* lines;
  for (let round = 1; ; round++)
    for (const line of shuffle(chance, lines))
      yield `${JSON.stringify(ofAnotherMachine(JSON.parse(line), round))}\n`;
}

async function readRecordings(root) {
  const recorded = [];
  const inFiles = new Map();
  const seen = new Set();
  const folders = FOLDERS.map(folder => `${root}/${folder}`);
  const inputs = eventInputs(folders, () => {});
  for await (const batch of readInputs(inputs, noInputCounts(), { onProblem() {} })) {
    for (const { document, id, position } of batch) {
      if (!CHANNELS.test(document.winlog?.channel ?? '')) continue;
      const kind = `${document.winlog?.channel} ${document.event?.code}`;
      if (seen.has(id) || counted(inFiles, `${position.input}\n${kind}`) > MOST_OF_KIND_IN_FILE) continue;
      seen.add(id);
      recorded.push({ kind, line: `${JSON.stringify(document)}\n` });
    }
  }
  return recorded;
}

/** How often the key was counted, this time included. */
function counted(counts, key) {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function shuffle(chance, list) {
  const mixed = list.slice();
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = chance.whole(0, at);
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}

const OF_MACHINE = {
  computer_name: (name, round) => name.replace(/^[^.]*/, head => `${head}-${round}`),
  entity_id: (id, round) =>
    id.replace(/[0-9A-Fa-f]{8}/, head =>
      (Number.parseInt(head, 16) ^ round).toString(16).padStart(8, '0').slice(-8).toUpperCase(),
    ),
  pid: (pid, round) => (typeof pid === 'number' ? pid + 4 * round : pid),
  record_id: (number, round) => String(Number(number) + round * 10_000_000),
};

function ofAnotherMachine(document, round) {
  const { host } = document;
  if (host !== undefined)
    document.host = {
      ...host,
      ...(host.id === undefined ? {} : { id: OF_MACHINE.computer_name(host.id, round) }),
      ...(host.name === undefined ? {} : { name: OF_MACHINE.computer_name(host.name, round) }),
    };
  renameIn(document, round);
  return document;
}

function renameIn(node, round) {
  for (const [key, value] of Object.entries(node)) {
    if (value !== null && typeof value === 'object') renameIn(value, round);
    else if (Object.hasOwn(OF_MACHINE, key)) node[key] = OF_MACHINE[key](value, round);
  }
}
