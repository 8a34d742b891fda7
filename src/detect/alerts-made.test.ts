import { expect, test } from 'vitest';
import { AlertsMade } from './alerts-made.ts';

test('alerts are counted by severity, building blocks and severities that there are not left out', () => {
  const made = new AlertsMade();
  const alert = { '@timestamp': '2026-01-01T00:00:00.000Z', 'kibana.alert.uuid': 'a' };
  made.add([
    { ...alert, 'kibana.alert.severity': 'high' },
    { ...alert, 'kibana.alert.severity': 'high', 'kibana.alert.building_block_type': 'default' },
    { ...alert, 'kibana.alert.severity': '__proto__' },
  ]);
  made.add([{ ...alert, 'kibana.alert.severity': 'low' }]);
  expect(made.bySeverity()).toEqual({ low: 1, medium: 0, high: 1, critical: 0 });
});
