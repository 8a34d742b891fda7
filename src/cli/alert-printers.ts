import process from 'node:process';
import type { AlertDocument } from '../alerts/alert-document.ts';
import { alertText } from '../alerts/alert-text.ts';
import type { FoundAlert } from '../app/scan.ts';
import type { Rule } from '../rules/rule.ts';
import { type Colors, colorsFor } from './colors.ts';
import { grouped } from './numbers.ts';
import type { Output } from './output.ts';
import { renderAlert, renderAlertLine, severityBadge } from './render-alert.ts';
import { csvHeader, csvLine } from './report/csv.ts';
import { HtmlReport, type ReportEnd } from './report/html-report.ts';
import { terminalWidth } from './terminal-width.ts';
import { clip } from './wrap.ts';

export const alertFormats = ['table', 'ndjson', 'json', 'csv', 'html'] as const;
export type AlertFormat = (typeof alertFormats)[number];

export interface AlertPrinter {
  alert(found: FoundAlert): Promise<void>;
  /** `report`: what the scan read, for a page that says so. */
  end(report: ReportEnd): Promise<void>;
}

/** How many alerts the table tells in full; those behind them get a line each. */
const MOST_CARDS = 10;

export function alertPrinter(
  format: AlertFormat,
  output: Output,
  options: { readonly buildingBlocks: boolean },
): AlertPrinter {
  const documentsOf = ({ group }: FoundAlert): readonly AlertDocument[] =>
    options.buildingBlocks ? [group.alert, ...group.blocks] : [group.alert];
  switch (format) {
    case 'ndjson':
      return {
        async alert(found) {
          for (const document of documentsOf(found)) await output.write(`${alertText(document)}\n`);
        },
        async end() {},
      };
    case 'json':
      return jsonPrinter(output, documentsOf);
    case 'table':
      return tablePrinter(output);
    case 'csv':
      return csvPrinter(output);
    case 'html':
      return htmlPrinter(output);
  }
}

/** One array of alert documents. */
function jsonPrinter(
  output: Output,
  documentsOf: (found: FoundAlert) => readonly AlertDocument[],
): AlertPrinter {
  let isFirst = true;
  return {
    async alert(found) {
      for (const document of documentsOf(found)) {
        await output.write(`${isFirst ? '[' : ','}\n${alertText(document)}`);
        isFirst = false;
      }
    },
    async end() {
      await output.write(isFirst ? '[]\n' : '\n]\n');
    },
  };
}

function csvPrinter(output: Output): AlertPrinter {
  let isFirst = true;
  return {
    async alert(found) {
      if (isFirst) await output.write(csvHeader);
      isFirst = false;
      await output.write(csvLine(found));
    },
    async end() {
      if (isFirst) await output.write(csvHeader);
    },
  };
}

function htmlPrinter(output: Output): AlertPrinter {
  const report = new HtmlReport();
  return {
    async alert(found) {
      report.add(found);
    },
    end: end => output.write(report.end(end)),
  };
}

function tablePrinter(output: Output): AlertPrinter {
  const colors = colorsFor(process.stdout);
  const width = terminalWidth();
  const line = colors.dim('─'.repeat(width));
  const byRule = new Map<string, RuleCount>();
  let told = 0;
  return {
    async alert(found) {
      told++;
      const { rule } = found.rule;
      const seen = byRule.get(rule.rule_id);
      const isFirstOfRule = seen === undefined;
      if (seen === undefined) byRule.set(rule.rule_id, { rule, count: 1 });
      else seen.count++;
      if (told <= MOST_CARDS) {
        await output.write(
          `${told === 1 ? '' : `${line}\n`}${renderAlert(found, width, colors, isFirstOfRule)}`,
        );
        return;
      }
      if (told === MOST_CARDS + 1)
        await output.write(`${line}\nMore, a line each (\`--format ndjson\` has all of them):\n`);
      await output.write(renderAlertLine(found, width, colors));
    },
    async end() {
      if (told > MOST_CARDS)
        await output.write(`${line}\n${renderRuleCounts([...byRule.values()], width, colors)}`);
    },
  };
}

interface RuleCount {
  readonly rule: Rule;
  count: number;
}

/** Which rules fired how often, the gravest first. */
function renderRuleCounts(counts: readonly RuleCount[], width: number, colors: Colors): string {
  const sorted = counts.toSorted((a, b) => b.rule.risk_score - a.rule.risk_score || b.count - a.count);
  const lines = sorted.map(
    ({ rule, count }) =>
      `${grouped(count).padStart(8)}  ${severityBadge(rule.severity, colors)} ${clip(rule.name, width - 20)}`,
  );
  return `${lines.join('\n')}\n`;
}
