// What happened, told by whoever watches the host, and when it arrived.
import { whole } from './chance.mjs';
import { elasticDefend } from './elastic-defend.mjs';
import { winlogbeat } from './winlogbeat.mjs';

const deliveries = [];
const tellerOf = host => (host.shipper === 'defend' ? elasticDefend : winlogbeat);

function deliver(host, ms, document) {
  // Agents send in batches, and a collector adds a hop: events arrive a little late and not quite in order.
  const lateMs = host.shipper === 'forwarded' ? whole(400, 9000) : whole(100, 3000);
  deliveries.push({ at: ms + lateMs, number: deliveries.length, line: JSON.stringify(document) });
}

export const started = (host, ms, launched) => deliver(host, ms, tellerOf(host).started(host, ms, launched));
export const ended = (host, ms, launched) => deliver(host, ms, tellerOf(host).ended(host, ms, launched));
export const resolved = (host, ms, launched, name, ip) =>
  deliver(host, ms, tellerOf(host).resolved(host, ms, launched, name, ip));
export const wrote = (host, ms, launched, path) =>
  deliver(host, ms, tellerOf(host).wrote(host, ms, launched, path));
export const loggedOn = (host, ms, from) => deliver(host, ms, tellerOf(host).loggedOn(host, ms, from));
export function connected(host, ms, launched, { to, port = 443, name = '', from = nextPort(host) }) {
  deliver(host, ms, tellerOf(host).connected(host, ms, launched, { from, to, port, name }));
}

function nextPort(host) {
  host.port += 1;
  return host.port;
}

/** Everything told so far, a line for each event, in order of arrival. */
export function recording() {
  const inOrder = [...deliveries].sort((a, b) => a.at - b.at || a.number - b.number);
  return `${inOrder.map(delivery => delivery.line).join('\n')}\n`;
}
