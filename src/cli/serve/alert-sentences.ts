import type { HttpParts } from '../../http/parts.ts';
import { visible } from '../../source/display-text.ts';
import type { Colors } from '../colors.ts';
import type { Output } from '../output.ts';

/** Writes the sentence of each new alert, one after the other; building blocks are told by their shell. */
export function alertSentences(
  { alerts, changes }: Pick<HttpParts, 'alerts' | 'changes'>,
  output: Output,
  colors: Colors,
): { end(): void } {
  let last: Promise<void> = Promise.resolve();
  const unsubscribe = changes.subscribe(change => {
    if (change.kind !== 'alerts') return;
    const { uuids } = change;
    last = last
      .then(async () => {
        for (const { document } of await alerts.byUuids(uuids)) {
          if (document['kibana.alert.building_block_type'] !== undefined) continue;
          const time = String(document['@timestamp']).slice(11, 19);
          const reason = visible(String(document['kibana.alert.reason'] ?? ''));
          await output.write(`${colors.dim(time)}  ${reason}\n`);
        }
        await output.end();
        // Who closed the output wants no more, and the server goes on.
      })
      .catch(() => unsubscribe());
  });
  return { end: unsubscribe };
}
