// Linux servers of a company that does not exist, what runs there, and the programs that start.
import { Buffer } from 'node:buffer';
import { nameOf } from './words.mjs';

const ROOT = { id: '0', name: 'root' };
const MOST_RUNNING = 60;

export function makeLinuxHosts(chance, count) {
  return Array.from({ length: count }, (_, number) => {
    const agent = chance.uuid();
    const name = `${nameOf(number + 300).toLowerCase()}-${String(number).padStart(2, '0')}`;
    const ip = `10.30.${number & 255}.${chance.whole(10, 250)}`;
    const version = chance.pick(['6.1.0-31-cloud-amd64', '6.1.0-28-cloud-amd64', '5.15.0-134-generic']);
    return {
      agent: { id: agent, type: 'endpoint', version: '8.17.3' },
      elastic: { agent: { id: agent } },
      ip,
      document: {
        hostname: name,
        os: {
          Ext: { variant: 'Debian' },
          kernel: `${version} #1 SMP Debian`,
          name: 'Linux',
          family: 'debian',
          type: 'linux',
          version: '12.10',
          platform: 'debian',
          full: 'Debian 12.10',
        },
        ip: ['127.0.0.1', '::1', ip, 'fe80::4d1:ef01:c0ed:77'],
        name,
        id: chance.hex(32),
        mac: [`02-00-00-${chance.hex(2)}-${chance.hex(2)}-${chance.hex(2)}`],
        architecture: 'x86_64',
      },
      accounts: {
        root: ROOT,
        app: { id: String(chance.whole(1001, 1040)), name: nameOf(number % 30).toLowerCase() },
      },
      eventIdStart: Buffer.from(chance.hex(24), 'hex').toString('base64'),
      sequence: chance.whole(1000, 90_000),
      auditSequence: chance.whole(100_000, 900_000),
      pid: chance.whole(700, 9000),
      port: chance.whole(33_000, 50_000),
      resident: {},
      running: [],
    };
  });
}

/** As `startProcess` of windows-hosts.mjs; the leader is the first process of its session. */
export function startLinuxProcess(chance, host, program, run, parent, ms) {
  host.pid = host.pid > 4_000_000 ? 700 : host.pid + chance.whole(1, 9);
  const pid = program.pid ?? host.pid;
  const started = {
    program,
    run,
    pid,
    entity: Buffer.from(`${host.agent.id}-${pid}-${Math.floor(ms / 1000)}`).toString('base64'),
    account: host.accounts[program.as],
    parent: parent && {
      program: parent.program,
      run: parent.run,
      pid: parent.pid,
      entity: parent.entity,
      account: parent.account,
    },
    ancestry: parent === undefined ? [] : [parent.entity, ...parent.ancestry].slice(0, 4),
    startMs: ms,
  };
  started.leader = parent?.leader ?? started;
  if (host.running.length < MOST_RUNNING) host.running.push(started);
  else host.running[chance.whole(0, MOST_RUNNING - 1)] = started;
  return started;
}

export const LINUX_RESIDENTS = {
  systemd: {
    exe: '/usr/lib/systemd/systemd',
    as: 'root',
    pid: 1,
    lines: () => ['--system', '--deserialize', '31'],
  },
  cron: { exe: '/usr/sbin/cron', by: 'systemd', as: 'root', lines: () => ['-f'] },
  containerd: { exe: '/usr/bin/containerd', by: 'systemd', as: 'root', lines: () => [] },
  elastic: {
    exe: '/opt/Elastic/Agent/data/elastic-agent-8.17.3/elastic-agent',
    by: 'systemd',
    as: 'root',
    lines: () => [],
  },
  postgres: {
    exe: '/usr/lib/postgresql/15/bin/postgres',
    by: 'systemd',
    as: 'app',
    lines: () => ['-D', '/srv/orders', '-c', 'config_file=/etc/postgresql/15/main/postgresql.conf'],
  },
  app: {
    exe: '/opt/shop/bin/shop-server',
    by: 'systemd',
    as: 'app',
    lines: () => ['--config', '/etc/shop/server.yml'],
  },
};

const EVERYDAY = [
  {
    exe: '/usr/bin/runc',
    by: 'containerd',
    as: 'root',
    lines: c => [
      '--root',
      '/var/run/docker/runtime-runc/moby',
      '--log',
      `/run/containerd/io.containerd.runtime.v2.task/moby/${c.hex(64)}/log.json`,
      '--log-format',
      'json',
      'state',
      c.hex(64),
    ],
  },
  {
    exe: '/usr/lib/postgresql/15/bin/postgres',
    by: 'postgres',
    as: 'app',
    lines: c => [`autovacuum worker ${c.whole(1, 40)}`],
  },
  {
    exe: '/opt/shop/bin/shop-worker',
    by: 'app',
    as: 'app',
    lines: c => ['--queue', nameOf(c.whole(0, 90)).toLowerCase(), '--job', c.uuid()],
  },
  { exe: '/usr/lib/systemd/systemd-tmpfiles', by: 'systemd', as: 'root', lines: () => ['--clean'] },
  { exe: '/usr/lib/sysstat/sa1', by: 'cron', as: 'root', lines: () => ['1', '1'] },
  {
    exe: '/opt/Elastic/Agent/data/elastic-agent-8.17.3/components/agentbeat',
    by: 'elastic',
    as: 'root',
    lines: c => [
      'metricbeat',
      '-E',
      `path.data=/opt/Elastic/Agent/data/elastic-agent-8.17.3/run/system-${c.hex(8)}`,
    ],
  },
  {
    exe: '/usr/bin/pgbackrest',
    by: 'postgres',
    as: 'app',
    lines: c => ['--stanza=orders', 'archive-push', `pg_wal/${c.hex(24).toUpperCase()}`],
  },
  {
    exe: '/usr/bin/date',
    by: 'app',
    as: 'app',
    lines: c => ['-d', `@${1_773_700_000 + c.whole(0, 90_000)}`, '+%F'],
  },
  {
    exe: '/usr/bin/stat',
    by: 'app',
    as: 'app',
    lines: c => ['--format', '%s', `/srv/shop/uploads/${c.hex(2)}/${c.hex(12)}.jpg`],
  },
  {
    exe: '/usr/bin/gzip',
    by: 'cron',
    as: 'root',
    lines: c => ['-9', `/var/log/shop/app.log.${c.whole(1, 400)}`],
  },
];

/** Those that start most often first. */
export function linuxPrograms(count) {
  return Array.from({ length: count }, (_, at) => {
    if (at % 2 === 0 && at / 2 < EVERYDAY.length) return EVERYDAY[at / 2];
    const name = nameOf(at + 200).toLowerCase();
    return {
      exe: `/opt/${name}/bin/${name}d`,
      by: at % 3 === 0 ? 'systemd' : 'app',
      as: at % 3 === 0 ? 'root' : 'app',
      lines: c => [
        `--unit=${nameOf(c.whole(0, 400)).toLowerCase()}`,
        `--run=${c.whole(1, 90_000)}`,
        `--spool=/var/spool/${name}/${c.hex(8)}`,
      ],
    };
  });
}
