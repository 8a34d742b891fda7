import type { AlertDocument } from '../alerts/alert-document.ts';
import type { RuleSeverity } from '../rules/rule.ts';

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly RuleSeverity[];

/** Counts alerts by severity; building blocks are no alerts of their own. */
export class AlertsMade {
  readonly #counts: Record<RuleSeverity, number> = { low: 0, medium: 0, high: 0, critical: 0 };

  add(alerts: readonly AlertDocument[]): void {
    for (const alert of alerts) {
      if (alert['kibana.alert.building_block_type'] !== undefined) continue;
      const severity = SEVERITIES.find(name => name === alert['kibana.alert.severity']);
      if (severity !== undefined) this.#counts[severity]++;
    }
  }

  bySeverity(): Readonly<Record<RuleSeverity, number>> {
    return { ...this.#counts };
  }
}
