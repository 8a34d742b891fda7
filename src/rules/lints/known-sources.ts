/**
 * Which fields beyond ECS come from which indices, as far as that is beyond doubt: fields of a vendor are named
 * for the vendor, and its integration writes them and nobody else does. Indices are named by how they begin.
 */

/** Fields that begin so are only in indices that begin like one of these. */
export const fieldSources: readonly (readonly [fields: string, indices: readonly string[]])[] = [
  ['winlog.', ['winlogbeat-', 'logs-windows.', 'logs-system.', 'logs-winlog.', 'logs-sql_server.']],
  ['powershell.', ['winlogbeat-', 'logs-windows.', 'logs-winlog.']],
  ['sysmon.', ['winlogbeat-', 'logs-windows.', 'logs-sysmon_linux.']],
  ['auditd.', ['auditbeat-', 'filebeat-', 'logs-auditd', 'logs-system.']],
  ['process.Ext.', ['logs-endpoint.', 'logs-cloud_defend.']],
  ['file.Ext.', ['logs-endpoint.', 'logs-cloud_defend.']],
  ['dll.Ext.', ['logs-endpoint.']],
  ['Target.process.Ext.', ['logs-endpoint.']],
  ['azure.', ['filebeat-', 'logs-azure', 'metricbeat-', 'metrics-azure']],
  ['aws.', ['filebeat-', 'logs-aws', 'metricbeat-', 'metrics-aws', 'functionbeat-']],
  ['gcp.', ['filebeat-', 'logs-gcp', 'metricbeat-', 'metrics-gcp']],
  ['okta.', ['filebeat-', 'logs-okta']],
  ['o365.', ['filebeat-', 'logs-o365']],
  ['google_workspace.', ['filebeat-', 'logs-google_workspace']],
  ['gsuite.', ['filebeat-', 'logs-gsuite']],
  ['github.', ['logs-github', 'filebeat-']],
  ['slack.', ['logs-slack']],
  ['kubernetes.audit.', ['logs-kubernetes', 'filebeat-']],
  ['fortinet.', ['filebeat-', 'logs-fortinet']],
  ['zeek.', ['filebeat-', 'logs-zeek']],
  ['suricata.', ['filebeat-', 'logs-suricata']],
  ['panw.', ['filebeat-', 'logs-panw']],
  ['crowdstrike.', ['filebeat-', 'logs-crowdstrike']],
  ['m365_defender.', ['filebeat-', 'logs-m365_defender']],
  ['sentinel_one_cloud_funnel.', ['logs-sentinel_one_cloud_funnel']],
  ['network_traffic.', ['logs-network_traffic', 'packetbeat-']],
];

/** Indices of which it is known what they hold; another one may hold anything. */
export const knownIndices: readonly string[] = [
  'auditbeat-',
  'endgame-',
  'packetbeat-',
  'winlogbeat-',
  'logs-auditd_manager.',
  'logs-aws.',
  'logs-azure.',
  'logs-cloud_defend.',
  'logs-crowdstrike.',
  'logs-endpoint.',
  'logs-fortinet_fortigate.',
  'logs-gcp.',
  'logs-github.',
  'logs-google_workspace.',
  'logs-kubernetes.',
  'logs-m365_defender.',
  'logs-network_traffic.',
  'logs-o365.',
  'logs-okta.',
  'logs-panw.',
  'logs-sentinel_one_cloud_funnel.',
  'logs-slack.',
  'logs-suricata.',
  'logs-system.',
  'logs-windows.',
  'logs-zeek.',
];
