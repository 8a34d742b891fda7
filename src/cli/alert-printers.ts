import process from 'node:process';
import type { AlertDocument } from '../alerts/alert-document.ts';
import type { FoundAlert } from '../app/scan.ts';
import { colorsFor } from './colors.ts';
import { counted } from './numbers.ts';
import type { Output } from './output.ts';
import { renderAlert, renderAlertLine } from './render-alert.ts';

export interface AlertPrinter {
  alert(found: FoundAlert): Promise<void>;
  end(): Promise<void>;
}

/** How many alerts the table tells in full; those behind them get a line each. */
const MOST_CARDS = 10;

export function alertPrinter(
  format: 'table' | 'ndjson' | 'json',
  output: Output,
  options: { readonly buildingBlocks: boolean },
): AlertPrinter {
  const documentsOf = ({ group }: FoundAlert): readonly AlertDocument[] =>
    options.buildingBlocks ? [group.alert, ...group.blocks] : [group.alert];
  switch (format) {
    case 'ndjson':
      return {
        async alert(found) {
          for (const document of documentsOf(found)) await output.write(`${JSON.stringify(document)}\n`);
        },
        async end() {},
      };
    case 'json':
      return jsonPrinter(output, documentsOf);
    case 'table':
      return tablePrinter(output);
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
        await output.write(`${isFirst ? '[' : ','}\n${JSON.stringify(document)}`);
        isFirst = false;
      }
    },
    async end() {
      await output.write(isFirst ? '[]\n' : '\n]\n');
    },
  };
}

function tablePrinter(output: Output): AlertPrinter {
  const colors = colorsFor(process.stdout);
  const width = terminalWidth();
  const rule = colors.dim('─'.repeat(width));
  let told = 0;
  return {
    async alert(found) {
      told++;
      if (told <= MOST_CARDS) {
        await output.write(`${told === 1 ? '' : `${rule}\n`}${renderAlert(found, width, colors)}`);
        return;
      }
      if (told === MOST_CARDS + 1)
        await output.write(`${rule}\nMore, a line each (\`--format ndjson\` has all of them):\n`);
      await output.write(renderAlertLine(found, width, colors));
    },
    async end() {
      if (told > MOST_CARDS) await output.write(`${rule}\n${counted(told, 'alert')}\n`);
    },
  };
}

/** Columns to print in: the terminal's, within what reads well; 100 where there is no terminal. */
export function terminalWidth(): number {
  return Math.max(60, Math.min(process.stdout.columns ?? 100, 120));
}
