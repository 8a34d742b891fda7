/** The few pages that the server makes itself: no scripts, no styles, nothing from elsewhere. */
import type { FastifyInstance, FastifyReply } from 'fastify';

const PAGE_POLICY =
  "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; style-src 'none'";

/** @param body trusted markup */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<h1>${title}</h1>
${body}
</html>
`;
}

export function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .header('cache-control', 'no-store')
    .send(html);
}

const NO_SCREEN = page(
  'Tripline',
  `<p>This server takes events, runs detection rules on them and answers questions about the alerts. This version
has no screens: everything goes through its interface, which <a href="../api/openapi.json">openapi.json</a>
describes.</p>
<h2>Send events</h2>
<pre>curl -H "Authorization: ApiKey $KEY" -H "Content-Type: application/x-ndjson" \\
  --data-binary @events.ndjson \\
  "http://127.0.0.1:4180/api/tripline/ingest?index=logs-endpoint.events.process-default"</pre>
<p>Shippers that write to Elasticsearch (Winlogbeat, Filebeat, Elastic Agent, Logstash, Fluent Bit, Vector, rsyslog)
write to this address as they do to that one.</p>
<h2>Make a key</h2>
<pre>curl -H "Authorization: ApiKey $KEY" -H "Content-Type: application/json" \\
  -d '{"name": "winlogbeat", "access": "ingest"}' \\
  http://127.0.0.1:4180/api/tripline/keys</pre>
<h2>Who am I?</h2>
<pre>curl -H "Authorization: ApiKey $KEY" http://127.0.0.1:4180/api/tripline/me</pre>`,
);

/** What stands under `/app/`. */
export function pageRoutes(server: FastifyInstance, basePath: string): void {
  const open = { config: { access: 'none' }, schema: { hide: true } } as const;
  server.get('/app', open, async (_request, reply) => reply.redirect(`${basePath}/app/`, 302));
  server.get('/app/', open, async (_request, reply) => sendPage(reply, NO_SCREEN));
}
