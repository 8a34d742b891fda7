/**
 * What shippers ask before they write, and the least that makes each go on. Templates, policies and pipelines are
 * acknowledged and not kept: fields are mapped here by what an event is, not by what was set up for it.
 */
import type { Json, JsonObject } from '../../event/json.ts';

/** @param version the release of Elasticsearch to pass for: Beats before 8.11 refuse one older than themselves */
export function banner(version: string, nodeName: string): JsonObject {
  return {
    name: nodeName,
    cluster_name: 'tripline',
    cluster_uuid: CLUSTER_ID,
    version: {
      number: version,
      build_flavor: 'default',
      build_type: 'tar',
      build_hash: 'unknown',
      build_date: '2025-01-01T00:00:00.000000000Z',
      build_snapshot: false,
      lucene_version: '9.12.0',
      minimum_wire_compatibility_version: '7.17.0',
      minimum_index_compatibility_version: '7.0.0',
    },
    // Clients of 7.14 and later compare it.
    tagline: 'You Know, for Search',
  };
}

const CLUSTER_ID = 'dHJpcGxpbmUtY2x1c3RlcQ';
/** Beats of Elastic's distribution stop on anything but an active licence. */
const LICENSE: JsonObject = {
  status: 'active',
  uid: '00000000-0000-4000-8000-000000000000',
  type: 'basic',
  issue_date: '2025-01-01T00:00:00.000Z',
  issue_date_in_millis: 1_735_689_600_000,
  max_nodes: 1000,
  issued_to: 'tripline',
  issuer: 'tripline',
  start_date_in_millis: -1,
};

const FEATURE = { available: true, enabled: true };

export interface FixedAnswer {
  readonly url: string;
  readonly summary: string;
  readonly answer: Json;
}

/** By GET; HEAD says that it is there. */
export const ASKED: readonly FixedAnswer[] = [
  { url: '/_license', summary: 'The licence that Beats ask for', answer: { license: LICENSE } },
  {
    url: '/_xpack',
    summary: 'The features that Beats ask for',
    answer: {
      license: { uid: LICENSE['uid'] ?? '', type: 'basic', mode: 'basic', status: 'active' },
      features: { ilm: FEATURE, security: FEATURE },
    },
  },
  { url: '/_cluster/health', summary: 'Whether it is up', answer: health() },
  { url: '/_cluster/health/:index', summary: 'Whether it is up', answer: health() },
  { url: '/_nodes', summary: 'No other nodes to write to', answer: nodes() },
  { url: '/_nodes/*', summary: 'No other nodes to write to', answer: nodes() },
  { url: '/_cat/*', summary: 'Empty tables', answer: [] },
  { url: '/_alias/:name', summary: 'That an alias is there', answer: {} },
  { url: '/_logstash/*', summary: 'No pipelines of Logstash are kept', answer: {} },
];

function health(): JsonObject {
  return {
    cluster_name: 'tripline',
    status: 'green',
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    active_primary_shards: 1,
    active_shards: 1,
    relocating_shards: 0,
    initializing_shards: 0,
    unassigned_shards: 0,
    active_shards_percent_as_number: 100,
  };
}

function nodes(): JsonObject {
  return { _nodes: { total: 0, successful: 0, failed: 0 }, cluster_name: 'tripline', nodes: {} };
}

/** What shippers set up: GET and HEAD say that it is there, so that most do not even try; PUT and POST acknowledge. */
export const SET_UP: readonly FixedAnswer[] = [
  { url: '/_ilm/policy/:name', summary: 'A lifecycle policy', answer: {} },
  { url: '/_index_template/:name', summary: 'An index template', answer: { index_templates: [] } },
  { url: '/_component_template/:name', summary: 'A component template', answer: { component_templates: [] } },
  { url: '/_template/:name', summary: 'A legacy template', answer: {} },
  { url: '/_ingest/pipeline/:name', summary: 'An ingest pipeline', answer: {} },
  { url: '/_data_stream/:name', summary: 'A data stream', answer: { data_streams: [] } },
];
