/**
 * What shippers that tests cannot run send when they connect and deliver, as their documentation and sources tell, and
 * what each must be answered to go on. `{{version}}` in a path is the shipper's own release.
 */
export interface ShipperRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  /** Sent packed by gzip where the headers say so. */
  readonly body?: string;
  /** The answer's status, and what its JSON must hold. */
  readonly status: number;
  readonly answer?: object;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const LICENSED = { license: { type: 'basic', status: 'active' } };
const BANNER = { version: { number: '8.19.0', build_flavor: 'default' }, tagline: 'You Know, for Search' };

export const SHIPPERS: { readonly [name: string]: readonly ShipperRequest[] } = {
  'Winlogbeat and Filebeat': [
    { method: 'GET', path: '/', status: 200, answer: BANNER },
    { method: 'GET', path: '/_license?human=false', status: 200, answer: LICENSED },
    { method: 'GET', path: '/_ilm/policy/winlogbeat', status: 200 },
    { method: 'HEAD', path: '/_index_template/winlogbeat-8.19.0', status: 200 },
    {
      method: 'PUT',
      path: '/_index_template/winlogbeat-8.19.0',
      headers: JSON_TYPE,
      body: '{"index_patterns":["winlogbeat-8.19.0"],"data_stream":{},"priority":150}',
      status: 200,
      answer: { acknowledged: true },
    },
    { method: 'GET', path: '/_data_stream/winlogbeat-8.19.0', status: 200 },
    { method: 'PUT', path: '/_data_stream/winlogbeat-8.19.0', status: 200, answer: { acknowledged: true } },
    { method: 'GET', path: '/_ingest/pipeline/winlogbeat-8.19.0-routing', status: 200 },
    {
      method: 'POST',
      path: '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status',
      headers: {
        ...JSON_TYPE,
        'content-encoding': 'gzip',
        accept: 'application/json',
        'x-elastic-product-origin': 'beats',
      },
      body: [
        '{"create":{"_index":"winlogbeat-8.19.0","pipeline":"winlogbeat-8.19.0-routing"}}',
        '{"@timestamp":"2026-01-01T00:00:00.000Z","winlog":{"channel":"Security","record_id":1},"event":{"code":"4624"}}',
        '{"create":{"_index":"winlogbeat-8.19.0","pipeline":"winlogbeat-8.19.0-routing"}}',
        '{"@timestamp":"2026-01-01T00:00:01.000Z","winlog":{"channel":"Security","record_id":2},"event":{"code":"4625"}}',
        '',
      ].join('\n'),
      status: 200,
      answer: { errors: false, items: [{ create: { status: 201 } }, { create: { status: 201 } }] },
    },
  ],
  'Elastic Agent, standalone': [
    { method: 'GET', path: '/', status: 200, answer: BANNER },
    { method: 'GET', path: '/_license?human=false', status: 200, answer: LICENSED },
    {
      method: 'POST',
      path: '/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status',
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      body: '{"create":{"_index":"logs-system.security-default"}}\n{"@timestamp":"2026-01-01T00:00:02.000Z","data_stream":{"type":"logs","dataset":"system.security","namespace":"default"}}\n',
      status: 200,
      answer: { errors: false, items: [{ create: { status: 201 } }] },
    },
  ],
  Logstash: [
    { method: 'HEAD', path: '/', status: 200 },
    { method: 'GET', path: '/', status: 200, answer: BANNER },
    { method: 'GET', path: '/_license', status: 200, answer: LICENSED },
    { method: 'GET', path: '/_xpack', status: 200, answer: { features: { ilm: { available: true } } } },
    { method: 'HEAD', path: '/_index_template/ecs-logstash', status: 200 },
    {
      method: 'PUT',
      path: '/_index_template/ecs-logstash',
      headers: JSON_TYPE,
      body: '{"index_patterns":["ecs-logstash-*"],"template":{"settings":{}}}',
      status: 200,
      answer: { acknowledged: true },
    },
    { method: 'GET', path: '/_nodes/http', status: 200, answer: { nodes: {} } },
    {
      method: 'POST',
      path: '/_bulk?filter_path=errors,items.*.error,items.*.status',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{"index":{"_id":null,"_index":"ecs-logstash-2026.01.01","routing":null}}\n{"@timestamp":"2026-01-01T00:00:03.000Z","message":"from logstash"}\n',
      status: 200,
      answer: { errors: false, items: [{ index: { status: 201 } }] },
    },
  ],
  'Fluent Bit': [
    {
      method: 'POST',
      path: '/_bulk',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{"create":{"_index":"fluent-bit","_type":"_doc"}}\n{"@timestamp":"2026-01-01T00:00:04.000Z","log":"from fluent bit"}\n',
      status: 200,
      answer: { errors: false, items: [{ create: { status: 201 } }] },
    },
  ],
  Vector: [
    { method: 'GET', path: '/_cluster/health', status: 200, answer: { status: 'green' } },
    {
      method: 'POST',
      path: '/_bulk?timeout=60s',
      headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
      body: '{"create":{"_index":"logs-generic-default","_type":""}}\n{"@timestamp":"2026-01-01T00:00:05.000Z","message":"from vector"}\n',
      status: 200,
      answer: { errors: false, items: [{ create: { status: 201 } }] },
    },
  ],
};
