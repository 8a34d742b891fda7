import type { RunningServer } from '../../app/serve/start-server.ts';
import type { Colors } from '../colors.ts';

/** What to try next: with a key of its own, as a first look should not begin with making one. */
export async function firstSteps(server: RunningServer, tripline: string, colors: Colors): Promise<string> {
  const key = await server.firstKey();
  const { url } = server;
  const curl = `curl -s -H "Authorization: ApiKey $KEY" -H 'Content-Type: application/json' \\`;
  const steps: readonly (readonly [what: string, lines: readonly string[]])[] = [
    ['a key for a first look, which may do everything for a day', [`KEY=${key}`]],
    [
      "the alerts, by Elastic's API",
      [
        curl,
        `  ${url}/api/detection_engine/signals/search \\`,
        `  -d '{"query":{"match_all":{}},"_source":["kibana.alert.reason"]}'`,
      ],
    ],
    [
      'ask the events yourself',
      [
        curl,
        `  ${url}/api/tripline/events/search \\`,
        `  -d '{"query":"process where process.name : \\"dllhost.exe\\"","from":"now-1h","size":5}'`,
      ],
    ],
    [
      'your own machines: in winlogbeat.yml',
      [
        'output.elasticsearch:',
        `  hosts: ["${url}"]`,
        `  api_key: "${Buffer.from(key, 'base64').toString('utf8')}"`,
      ],
    ],
    ["anybody's rules, from a checkout", [`${tripline} rules add DETECTION-RULES`]],
  ];
  return `Next:\n${steps
    .map(([what, lines]) => `  ${colors.dim(what)}\n${lines.map(line => `    ${line}\n`).join('')}`)
    .join('')}\n`;
}
