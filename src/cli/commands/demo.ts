/**
 * `tripline demo`: a first look for whoever wants no server. It scans the recording
 * that ships, shows the alerts and what almost fired, and says what to try next.
 */
import { relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { eventInputs } from '../../app/event-inputs.ts';
import { loadRuleFiles } from '../../app/load-rule-files.ts';
import { scan, scanExecutionUuid } from '../../app/scan.ts';
import { explain } from '../../explain/explain.ts';
import type { ExplainedMiss } from '../../explain/explanation.ts';
import type { CandidateEvent } from '../../explain/near-candidates.ts';
import { alertPrinter } from '../alert-printers.ts';
import { colorsFor } from '../colors.ts';
import { commandName } from '../command-name.ts';
import { hostOf } from '../describe-event.ts';
import { EXIT_UNUSABLE } from '../exit-codes.ts';
import { counted } from '../numbers.ts';
import { standardOutput } from '../output.ts';
import { problemTeller } from '../problems.ts';
import { renderNearMisses } from '../render-near-misses.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { terminalWidth } from '../terminal-width.ts';

const home = new URL('../../../', import.meta.url);

export function demoCommand(exit: (code: number) => void): Command {
  return new Command('demo')
    .description('Scans the recorded attack that ships with Tripline and explains what it sees.')
    .action(async () => {
      const recording = fileURLToPath(new URL('examples/attack.ndjson', home));
      const rulesFolder = fileURLToPath(new URL('rules', home));
      const loaded = await loadRuleFiles([rulesFolder]);
      const rules = loaded.rules.flatMap(rule => (rule.kind === 'compiled' ? [rule.compiled] : []));
      if (rules.length === 0 || loaded.unreadable.length > 0) {
        tellDiagnostics(loaded.diagnostics);
        return exit(EXIT_UNUSABLE);
      }
      const colors = colorsFor(process.stdout);
      const width = terminalWidth();
      const output = standardOutput();
      const printer = alertPrinter('table', output, { buildingBlocks: false });
      const problems = problemTeller();
      const events: CandidateEvent[] = [];
      const hosts = new Set<string>();
      await output.write(
        `\n${colors.bold('Tripline')}  replays half an hour of a small company's machines.\n\n`,
      );
      const { counts, alerts } = await scan(
        eventInputs([recording]),
        rules,
        { executionUuid: scanExecutionUuid(rules) },
        {
          onAlert: alert => printer.alert(alert),
          onProblem: problems.tell,
          onEvent(event) {
            events.push({ id: event.id, document: event.document });
            hosts.add(hostOf(event.document)?.toLowerCase() ?? '');
          },
        },
      );
      await printer.end({ summary: [], events: counts.events, version: '' });
      for (const { rule, plan } of rules) {
        const misses = inTime(explain({ plan }, events, { mostMatches: 0, mostChanges: 10 }).misses);
        if (misses.length > 0) await output.write(renderNearMisses(rule.name, misses, width, colors));
      }
      const found = alerts.reduce((sum, count) => sum + count, 0);
      await output.write(
        `\n${colors.bold(`${counted(found, 'alert')} among ${counted(counts.events, 'event')} of ${counted(hosts.size, 'host')}.`)}\n\n`,
      );
      await output.write(nextSteps(colors.dim));
      await output.end();
      problems.end();
      if (counts.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

/** As they happened: the tour tells of a morning. */
function inTime(misses: readonly ExplainedMiss[]): readonly ExplainedMiss[] {
  const startOf = ({ events }: ExplainedMiss) =>
    Math.min(...events.map(({ timestampMs }) => timestampMs ?? Number.POSITIVE_INFINITY));
  return misses.toSorted((a, b) => startOf(a) - startOf(b));
}

function nextSteps(dim: (text: string) => string): string {
  const tripline = commandName();
  const at = (path: string): string => relative(process.cwd(), fileURLToPath(new URL(path, home))) || '.';
  const recording = at('examples/attack.ndjson');
  const steps: readonly (readonly [command: string, what: string])[] = [
    [`${tripline} scan ${recording} --rules ${at('rules')} --format ndjson`, 'the alert documents'],
    [
      `${tripline} query 'process where process.name : "dllhost.exe"' ${recording}`,
      'ask the events yourself',
    ],
    [`${tripline} explain --rule ${at('rules')} ${recording}`, 'why the rule fired, and why it did not'],
    [`${tripline} check ${at('rules')}`, 'what a rule file says, and where it is wrong'],
    [`${tripline} scan LOGS --rules DETECTION-RULES`, "your own events, anybody's rules"],
  ];
  return `Next:\n${steps.map(([command, what]) => `  ${command}\n      ${dim(what)}\n`).join('')}\n`;
}
