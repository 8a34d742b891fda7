/** KQL for the events of one host, whatever characters its name has. */
export function hostQuery(host: string | number | boolean): string {
  return `host.name: "${String(host).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
