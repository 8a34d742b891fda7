// How Elastic Defend tells what happened on Windows: whole documents, with the fields a real agent sends and the
// sizes real ones have (a process event 2.7 kB, a loaded library 2.1, the others 1.8 to 1.9).

/** Defend counts ticks of 100 ns. `tick` is below 10,000. */
const stampOf = (ms, tick) => `${new Date(ms).toISOString().slice(0, -1)}${String(tick).padStart(4, '0')}Z`;

/** What stands in every document of Elastic Defend, on whatever system. */
export function envelope(host, at, dataset, event, message) {
  const created = stampOf(at.ms, at.tick);
  host.sequence++;
  return {
    '@timestamp': created,
    agent: host.agent,
    data_stream: { namespace: 'default', type: 'logs', dataset: `endpoint.events.${dataset}` },
    ecs: { version: '8.10.0' },
    elastic: host.elastic,
    event: {
      agent_id_status: 'verified',
      sequence: host.sequence,
      ingested: `${new Date(at.ms + 4000).toISOString().slice(0, -5)}Z`,
      created,
      kind: 'event',
      module: 'endpoint',
      ...event,
      id: `${host.eventIdStart}+${host.sequence.toString(36).padStart(7, '+')}`,
      dataset: `endpoint.events.${dataset}`,
    },
    host: host.document,
    message,
  };
}

/** The process that does something, in the events of what it does. */
function actor(process) {
  const { program } = process;
  return {
    Ext: { ancestry: process.ancestry.slice(0, 2) },
    code_signature: program.signature,
    name: program.name,
    pid: process.pid,
    entity_id: process.entity,
    executable: program.exe,
  };
}

export function processDocument(host, at, process, action) {
  const { program, run, parent } = process;
  return {
    ...envelope(
      host,
      at,
      'process',
      { action, category: ['process'], type: [action] },
      'Endpoint process event',
    ),
    process: {
      Ext: {
        ancestry: process.ancestry,
        code_signature: [program.signature],
        authentication_id: process.logon,
        token: { integrity_level_name: process.integrity, elevation_level: 'default' },
        relative_file_creation_time: process.fileAge,
        session_info: { logon_type: process.integrity === 'medium' ? 'Interactive' : 'Service' },
      },
      ...(parent === undefined
        ? {}
        : {
            parent: {
              args: parent.run.args,
              args_count: parent.run.args.length,
              command_line: parent.run.commandLine,
              name: parent.program.name,
              pid: parent.pid,
              entity_id: parent.entity,
              executable: parent.program.exe,
              code_signature: parent.program.signature,
            },
          }),
      args: run.args,
      args_count: run.args.length,
      command_line: run.commandLine,
      code_signature: program.signature,
      name: program.name,
      pid: process.pid,
      entity_id: process.entity,
      executable: program.exe,
      pe: program.pe,
      hash: program.hash,
      ...(action === 'end' ? { exit_code: 0, uptime: Math.floor(process.fileAge) % 9000 } : {}),
    },
    user: process.account,
  };
}

export function connectionDocument(host, at, process, { action, ip, port, from, direction = 'egress' }) {
  const isEnd = action === 'disconnect_received';
  const inside = {
    address: host.ip,
    ip: host.ip,
    port: from,
    ...(isEnd ? { bytes: 498 + (from % 4000) } : {}),
  };
  const outside = { address: ip, ip, port, ...(isEnd ? { bytes: 4923 + (from % 90_000) } : {}) };
  return {
    ...envelope(
      host,
      at,
      'network',
      { action, category: ['network'], type: [isEnd ? 'end' : 'start'] },
      'Endpoint network event',
    ),
    process: actor(process),
    source: direction === 'egress' ? inside : outside,
    destination: direction === 'egress' ? outside : inside,
    network: { transport: 'tcp', type: 'ipv4', direction },
    user: process.account,
  };
}

export function dnsDocument(host, at, process, { name, ips }) {
  return {
    ...envelope(
      host,
      at,
      'network',
      { action: 'lookup_result', category: ['network'], type: ['protocol', 'info'], outcome: 'success' },
      `DNS query is completed for the name ${name}, type 1, query options 140737488355328 with status 0 Results ${ips.join(';')}`,
    ),
    dns: { Ext: { status: 0, options: 140737488355328 }, resolved_ip: ips, question: { name, type: 'A' } },
    network: { protocol: 'dns' },
    process: actor(process),
    user: process.account,
  };
}

export function fileDocument(host, at, process, { action, path, size, entropy }) {
  const name = path.slice(path.lastIndexOf('\\') + 1);
  const dot = name.lastIndexOf('.');
  host.monotonicId++;
  return {
    ...envelope(
      host,
      at,
      'file',
      {
        action,
        category: ['file'],
        type: [action === 'creation' ? 'creation' : action === 'deletion' ? 'deletion' : 'change'],
      },
      'Endpoint file event',
    ),
    process: { ...actor(process), thread: { id: 340 + (host.monotonicId % 900) * 4 } },
    file: {
      Ext: {
        header_data: [],
        entropy,
        device: { volume_device_type: 'Disk File System' },
        header_bytes: '7570646174655f74696d653a20323032',
        windows: { zone_identifier: -1 },
        monotonic_id: host.monotonicId,
      },
      path,
      ...(dot < 0 ? {} : { extension: name.slice(dot + 1) }),
      size,
      name,
    },
    user: process.account,
  };
}

export function registryDocument(host, at, process, { action, hive, key, value, data }) {
  return {
    ...envelope(
      host,
      at,
      'registry',
      { action, category: ['registry'], type: [action === 'query' ? 'access' : 'change'] },
      'Endpoint registry event',
    ),
    registry: { hive, path: `${hive}\\${key}\\${value}`, data, value, key },
    process: { ...actor(process), thread: { id: 340 + (process.pid % 900) } },
    user: process.account,
  };
}

export function libraryDocument(host, at, process, library) {
  return {
    ...envelope(
      host,
      at,
      'library',
      { action: 'load', category: ['library'], type: ['start'] },
      'Endpoint DLL load event',
    ),
    process: actor(process),
    dll: {
      Ext: {
        code_signature: [library.signature],
        device: { volume_device_type: 'Disk File System' },
        load_index: 1,
        relative_file_creation_time: library.ageSeconds + process.pid / 100,
        size: library.size,
      },
      path: library.path,
      code_signature: library.signature,
      pe: library.pe,
      name: library.name,
      hash: library.hash,
    },
    user: process.account,
  };
}
