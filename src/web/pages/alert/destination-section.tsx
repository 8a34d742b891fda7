import type { ReactNode } from 'react';
import { AddressFacts } from '../../parts/address-facts.tsx';
import type { AlertAnswer } from '../../server/alert-answers.ts';
import { type AlertEvent, networksInQuery } from './alert-events.ts';
import { firstIn, numberIn, textIn } from './alert-facts.ts';
import { PanelSection } from './panel-section.tsx';

/** The address that the alert is about: where it went, or else where it came from. Nothing where there is none. */
export function DestinationSection({
  alert,
  events,
}: {
  readonly alert: AlertAnswer;
  readonly events: readonly AlertEvent[];
}): ReactNode {
  const found = addressIn(events.map(({ document }) => document));
  if (found === undefined) return null;
  const { field, value } = found;
  const side = field.startsWith('source') ? 'source' : 'destination';
  const document = events.find(event => textIn(event.document, field) === value)?.document ?? alert.document;
  return (
    <PanelSection name="destination" title={side === 'source' ? 'Source' : 'Destination'}>
      <AddressFacts
        field={field}
        address={value}
        port={numberIn(document, `${side}.port`)}
        transport={textIn(document, 'network.transport')}
        domain={textIn(document, `${side}.domain`)}
        ruleNetworks={networksInQuery(alert.document, field)}
      />
    </PanelSection>
  );
}

export function addressIn(
  documents: readonly AlertEvent['document'][],
): { readonly field: string; readonly value: string } | undefined {
  return firstIn(documents, 'destination.ip', 'source.ip');
}
