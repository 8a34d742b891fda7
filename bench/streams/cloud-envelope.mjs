/** What stands in every document that a collector ships. */
export function envelope(world, ms, dataset, module, event, message) {
  const at = new Date(ms).toISOString();
  return {
    '@timestamp': at,
    agent: world.agent,
    data_stream: { dataset, namespace: 'default', type: 'logs' },
    ecs: { version: '8.11.0' },
    elastic_agent: { id: world.agent.id, snapshot: false, version: '8.17.3' },
    event: {
      agent_id_status: 'verified',
      created: at,
      dataset,
      ingested: new Date(ms + 60_000).toISOString(),
      kind: 'event',
      module,
      ...event,
    },
    input: { type: module === 'okta' ? 'httpjson' : 'aws-s3' },
    tags: ['forwarded', dataset.replace('.', '-')],
    ...(message === undefined ? {} : { message }),
  };
}

/** Where an address is, as looked up on the way. */
export const place = ip => ({
  address: ip,
  as: { number: 4608, organization: { name: 'Example Networks' } },
  geo: {
    city_name: 'Bremen',
    continent_name: 'Europe',
    country_iso_code: 'DE',
    country_name: 'Germany',
    location: { lat: 53.08, lon: 8.8 },
    region_iso_code: 'DE-HB',
  },
  ip,
});
