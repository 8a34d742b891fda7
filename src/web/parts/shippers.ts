/**
 * What to write into the configuration of each program that ships events, so that they arrive here. Pure text: where
 * the server is and which key is to be used are given.
 */

export interface ShipperKey {
  readonly id: string;
  readonly secret: string;
  /** Both in one, as `Authorization: ApiKey` carries it. */
  readonly encoded: string;
}

/** Where the server is reached, taken apart as configurations want it. */
export interface ServerAddress {
  /** With the port written out, as Beats would take 9200 without it; no slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Before every path: empty, or as in `/tripline`. */
  readonly path: string;
  readonly isTls: boolean;
}

export interface Shipper {
  readonly id: string;
  readonly name: string;
  /** Where the text goes. */
  readonly file: string;
  readonly text: (server: ServerAddress, key: ShipperKey) => string;
  /** What else is to be known. */
  readonly note?: string;
}

/** @param origin as in `https://tripline.example`, of the page that is open */
export function addressOf(origin: string, basePath: string): ServerAddress {
  const { hostname, port, protocol } = new URL(origin);
  const isTls = protocol === 'https:';
  const number = port === '' ? (isTls ? 443 : 80) : Number(port);
  return {
    url: `${protocol}//${hostname}:${number}${basePath}`,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: number,
    path: basePath,
    isTls,
  };
}

/** Stands in a configuration until a key is made. */
export const NO_KEY: ShipperKey = { id: 'ID', secret: 'SECRET', encoded: 'KEY' };

const beatsOutput = ({ url }: ServerAddress, { id, secret }: ShipperKey): string => `output.elasticsearch:
  hosts: ["${url}"]
  api_key: "${id}:${secret}"
setup.template.enabled: false
setup.ilm.enabled: false
`;

export const SHIPPERS: readonly Shipper[] = [
  {
    id: 'winlogbeat',
    name: 'Winlogbeat',
    file: 'winlogbeat.yml',
    text: (server, key) => `winlogbeat.event_logs:
  - name: Microsoft-Windows-Sysmon/Operational
  - name: Security
  - name: Microsoft-Windows-PowerShell/Operational
  - name: System
${beatsOutput(server, key)}`,
    note: 'Events are mapped to ECS as they arrive: no pipeline has to be set up.',
  },
  {
    id: 'elastic-agent',
    name: 'Elastic Agent',
    file: 'elastic-agent.yml',
    text: ({ url }, { id, secret }) => `outputs:
  default:
    type: elasticsearch
    hosts: ["${url}"]
    api_key: "${id}:${secret}"
inputs:
  - id: windows-events
    type: winlog
    use_output: default
    data_stream.namespace: default
    streams:
      - id: sysmon
        data_stream:
          type: logs
          dataset: windows.sysmon_operational
        name: Microsoft-Windows-Sysmon/Operational
      - id: security
        data_stream:
          type: logs
          dataset: system.security
        name: Security
`,
    note: 'For an agent that stands alone. One that is managed by Fleet gets its output from there.',
  },
  {
    id: 'filebeat',
    name: 'Filebeat',
    file: 'filebeat.yml',
    text: (server, key) => `filebeat.inputs:
  - type: filestream
    id: events
    paths: ["/var/log/events/*.ndjson"]
    parsers:
      - ndjson:
          overwrite_keys: true
          expand_keys: true
${beatsOutput(server, key)}`,
  },
  {
    id: 'logstash',
    name: 'Logstash',
    file: 'pipeline.conf',
    // By name and password, as Logstash takes an api_key over TLS alone.
    text: ({ url }, { id, secret }) => `output {
  elasticsearch {
    hosts => ["${url}"]
    user => "${id}"
    password => "${secret}"
    index => "logs-logstash-default"
    action => "create"
    data_stream => false
    ilm_enabled => false
    manage_template => false
  }
}
`,
  },
  {
    id: 'fluent-bit',
    name: 'Fluent Bit',
    file: 'fluent-bit.conf',
    text: ({ host, isTls, path, port }, { id, secret }) => `[OUTPUT]
    Name                es
    Match               *
    Host                ${host}
    Port                ${port}
${path === '' ? '' : `    Path                ${path}\n`}    HTTP_User           ${id}
    HTTP_Passwd         ${secret}
    Index               logs-fluentbit-default
    Suppress_Type_Name  On
    tls                 ${isTls ? 'On' : 'Off'}
`,
  },
  {
    id: 'vector',
    name: 'Vector',
    file: 'vector.toml',
    text: ({ url }, { id, secret }) => `[sinks.tripline]
type = "elasticsearch"
inputs = ["YOUR_SOURCE"]
endpoints = ["${url}"]
api_version = "v8"
mode = "data_stream"

[sinks.tripline.data_stream]
type = "logs"
dataset = "vector"
namespace = "default"

[sinks.tripline.auth]
strategy = "basic"
user = "${id}"
password = "${secret}"
`,
    note: 'Put the name of your source or transform in the place of YOUR_SOURCE.',
  },
  {
    id: 'rsyslog',
    name: 'rsyslog',
    file: '/etc/rsyslog.d/tripline.conf',
    text: ({ host, isTls, port }, { id, secret }) => `module(load="omelasticsearch")
template(name="ecs" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
  property(outname="host.name" name="hostname" format="jsonf")
  property(outname="process.name" name="programname" format="jsonf")
  property(outname="log.syslog.severity.name" name="syslogseverity-text" format="jsonf")
}
action(type="omelasticsearch" template="ecs"
  server="${host}" serverport="${port}" usehttps="${isTls ? 'on' : 'off'}"
  uid="${id}" pwd="${secret}"
  searchIndex="logs-rsyslog-default" searchType="" bulkmode="on"
  action.resumeretrycount="-1")
`,
    note: 'The package rsyslog-elasticsearch brings the module. It knows no path below a host.',
  },
  {
    id: 'curl',
    name: 'curl',
    file: 'in a shell',
    text: ({ url }, { encoded }) => `curl -H "Authorization: ApiKey ${encoded}" \\
  -H 'Content-Type: application/x-ndjson' \\
  '${url}/api/tripline/ingest?index=logs-my.app-default' \\
  --data-binary '{"@timestamp":"'$(date -u +%FT%TZ)'","event":{"category":"process","type":"start"},"host":{"name":"'$(hostname)'"},"process":{"name":"hello"}}'
`,
    note: 'Sends one event. A file of them, one on each line: --data-binary @events.ndjson',
  },
];
