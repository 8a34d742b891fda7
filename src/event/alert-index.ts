/** The index that alerts are found in, under Elastic's name for it. */
export const ALERT_INDEX = '.alerts-security.alerts-default';

/** A field that every alert has, with few values. */
export const ALERT_MARK = 'kibana.alert.status';

/** Whether these patterns read alerts and nothing else. */
export function areOfAlerts(patterns: readonly string[] | undefined): boolean {
  const taken = (patterns ?? [])
    .flatMap(text => text.split(','))
    .map(pattern => pattern.trim())
    .filter(pattern => pattern !== '' && !pattern.startsWith('-'));
  return taken.length > 0 && taken.every(isAlertIndex);
}

/** Whether what stands in the index is an alert. What a document says of itself proves nothing. */
export function isAlertIndex(index: string): boolean {
  return /^(?:[^:]*:)?\.(?:internal\.)?alerts-/.test(index);
}
