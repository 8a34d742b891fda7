// How Elastic Defend and the audit daemon tell what happened on Linux: whole documents.
import { envelope } from './defend-documents.mjs';

const nameOfProgram = ({ exe }) => exe.slice(exe.lastIndexOf('/') + 1);

const told = ({ program, run, pid, entity, account }) => ({
  args: run.args,
  args_count: run.args.length,
  command_line: run.commandLine,
  entity_id: entity,
  executable: program.exe,
  name: nameOfProgram(program),
  pid,
  interactive: false,
  user: account,
  group: account,
  real_user: account,
  real_group: account,
  working_directory: '/',
});

const leader = process => ({
  entity_id: process.entity,
  executable: process.program.exe,
  name: nameOfProgram(process.program),
  pid: process.pid,
  interactive: false,
  same_as_process: false,
  user: process.account,
});

const actor = process => ({
  Ext: { ancestry: process.ancestry },
  entity_id: process.entity,
  executable: process.program.exe,
  name: nameOfProgram(process.program),
  pid: process.pid,
  ...(process.parent === undefined ? {} : { parent: { entity_id: process.parent.entity } }),
});

export function processDocument(host, at, process, action) {
  return {
    ...envelope(
      host,
      at,
      'process',
      { action, category: ['process'], type: [action === 'end' ? 'end' : 'start'] },
      'Endpoint process event',
    ),
    process: {
      Ext: { ancestry: process.ancestry },
      ...told(process),
      ...(process.parent === undefined ? {} : { parent: told(process.parent) }),
      entry_leader: {
        ...leader(process.leader),
        entry_meta: { type: 'init' },
        start: new Date(process.leader.startMs).toISOString(),
      },
      group_leader: leader(process),
      session_leader: leader(process.leader),
      thread: {
        capabilities: {
          effective: process.account.id === '0' ? ['CAP_CHOWN', 'CAP_KILL', 'CAP_SETUID'] : [],
        },
      },
      ...(action === 'end' ? { exit_code: 0 } : {}),
    },
    user: process.account,
    group: process.account,
  };
}

export function networkDocument(chance, host, at, process) {
  host.port = host.port > 60_000 ? 33_000 : host.port + 1;
  const ip =
    chance.next() < 0.7
      ? `10.30.0.${chance.whole(2, 90)}`
      : `1.${chance.whole(2, 8)}.${chance.whole(0, 40)}.${chance.whole(1, 250)}`;
  return {
    ...envelope(
      host,
      at,
      'network',
      {
        action: chance.pick(['connection_attempted', 'disconnect_received']),
        category: ['network'],
        type: ['start'],
      },
      'Endpoint network event',
    ),
    process: actor(process),
    source: { address: host.ip, ip: host.ip, port: host.port },
    destination: { address: ip, ip, port: chance.pick([443, 5432, 8443, 9200]) },
    network: { transport: 'tcp', type: 'ipv4', direction: 'egress' },
    user: process.account,
    group: process.account,
  };
}

export function fileDocument(chance, host, at, process, path) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const action = chance.pick(['creation', 'rename', 'deletion']);
  return {
    ...envelope(
      host,
      at,
      'file',
      { action, category: ['file'], type: [action === 'rename' ? 'change' : action] },
      'Endpoint file event',
    ),
    process: actor(process),
    file: {
      Ext:
        action === 'rename'
          ? { original: { path: `${path}.new`, name: `${name}.new`, extension: 'new' } }
          : {},
      path,
      name,
      extension: name.slice(name.lastIndexOf('.') + 1),
      size: chance.whole(40, 900_000),
    },
    user: process.account,
    group: process.account,
  };
}

const CALLS = [
  { syscall: 'openat', action: 'opened-file', category: ['file'], type: ['access'] },
  { syscall: 'connect', action: 'connected-to', category: ['network'], type: ['connection', 'start'] },
  { syscall: 'execve', action: 'executed', category: ['process'], type: ['start'] },
  { syscall: 'unlinkat', action: 'deleted', category: ['file'], type: ['deletion'] },
  { syscall: 'rename', action: 'renamed', category: ['file'], type: ['change'] },
];

/** As auditd_manager ships it. */
export function auditDocument(chance, host, at, process, path) {
  const { syscall, action, category, type } = chance.pick(CALLS);
  host.auditSequence++;
  const { account, program, run } = process;
  return {
    '@timestamp': new Date(at.ms).toISOString(),
    agent: {
      ephemeral_id: host.elastic.agent.id,
      id: host.agent.id,
      name: host.document.name,
      type: 'auditbeat',
      version: '8.17.3',
    },
    auditd: {
      data: {
        a0: 'ffffff9c',
        a1: `7ffd${chance.hex(8)}`,
        a2: '90800',
        a3: '0',
        arch: 'x86_64',
        argc: String(run.args.length),
        exit: '3',
        syscall,
        tty: '(none)',
      },
      message_type: 'syscall',
      result: 'success',
      session: 'unset',
      summary: {
        actor: { primary: 'unset', secondary: account.name },
        how: program.exe,
        object: { primary: path, type: 'file' },
      },
    },
    data_stream: { dataset: 'auditd_manager.auditd', namespace: 'default', type: 'logs' },
    ecs: { version: '8.11.0' },
    elastic: host.elastic,
    event: {
      action,
      agent_id_status: 'verified',
      category,
      dataset: 'auditd_manager.auditd',
      ingested: new Date(at.ms + 3000).toISOString(),
      kind: 'event',
      module: 'auditd',
      outcome: 'success',
      sequence: host.auditSequence,
      type,
    },
    ...(category[0] === 'file'
      ? {
          file: {
            path,
            name: path.slice(path.lastIndexOf('/') + 1),
            device: '00:00',
            inode: String(chance.whole(1000, 9_000_000)),
            mode: '0640',
            owner: account.name,
            uid: account.id,
          },
        }
      : {}),
    host: host.document,
    process: {
      args: run.args,
      executable: program.exe,
      name: nameOfProgram(program),
      parent: { pid: process.parent?.pid ?? 1 },
      pid: process.pid,
      title: run.commandLine,
      working_directory: '/',
    },
    service: { type: 'auditd' },
    tags: ['auditd_manager-auditd'],
    user: {
      effective: account,
      filesystem: { group: account, ...account },
      group: account,
      id: account.id,
      name: account.name,
      saved: { group: account, ...account },
    },
  };
}
