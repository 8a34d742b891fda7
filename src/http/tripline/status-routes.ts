/** How it goes: what comes in, what is kept, what runs, and what came too late to be seen by a run. */
import type { FastifyInstance } from 'fastify';
import type { IntakeTally } from '../../api/sources.ts';
import type { ServerStatus } from '../../api/status.ts';
import { formatTimestamp } from '../../event/instant.ts';
import type { HttpParts, IntakeCounts } from '../parts.ts';

export function statusRoutes(server: FastifyInstance, parts: HttpParts): void {
  const startedMs = parts.clock();

  server.get('/api/tripline/status', { config: { access: 'read' } }, async (): Promise<ServerStatus> => {
    const { detection, events, retention, rules } = parts;
    const { tooLateWindow, ...status } = detection.status();
    const { freeBytes, ...size } = await events.size();
    const books = rules.list();
    return {
      version: parts.version,
      startedAt: formatTimestamp(startedMs),
      uptimeMs: parts.clock() - startedMs,
      store: { ...size, freeBytes: freeBytes ?? null },
      retention:
        retention === undefined
          ? null
          : { keepMs: retention.keepMs ?? null, keepBytes: retention.keepBytes ?? null },
      intake: intakeJson(parts.intake.counts),
      rules: {
        all: books.length,
        enabled: books.filter(({ isEnabled }) => isEnabled).length,
        failed: books.filter(({ compiled, isEnabled }) => isEnabled && compiled === undefined).length,
        unreadableFiles: rules.problems().length,
      },
      detection: {
        ...status,
        alertDelayMs: status.alertDelayMs ?? null,
        // What to run over by hand, so that these events count too.
        tooLateWindow:
          tooLateWindow === undefined
            ? null
            : { from: formatTimestamp(tooLateWindow.fromMs), to: formatTimestamp(tooLateWindow.toMs) },
      },
    };
  });
}

export function intakeJson({ doubles, refused, stored, turnedAway }: IntakeCounts): IntakeTally {
  return { stored, doubles, refused: Object.fromEntries(refused), turnedAway };
}
