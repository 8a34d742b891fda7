import process from 'node:process';
import { Command, Option } from 'commander';
import { eventInputs } from '../../app/event-inputs.ts';
import { type QueryAnswer, type QueryResult, queryEvents } from '../../app/query-events.ts';
import { compileEql } from '../../lang/eql/index.ts';
import type { QueryPlan } from '../../plan/query.ts';
import { isError } from '../../source/diagnostic.ts';
import { sourceText } from '../../source/source-text.ts';
import { colorsFor } from '../colors.ts';
import { EXIT_FINDINGS, EXIT_UNUSABLE } from '../exit-codes.ts';
import { type LanguageOptions, readLanguageOptions, withLanguageOptions } from '../language-options.ts';
import { type Output, standardOutput, talk } from '../output.ts';
import { problemTeller } from '../problems.ts';
import { renderQueryResult } from '../render-query-result.ts';
import { countLines } from '../render-summary.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { wholeNumber } from './options.ts';

interface QueryCommandOptions extends LanguageOptions {
  readonly format: 'table' | 'ndjson' | 'json';
  readonly size?: number;
  readonly position: 'head' | 'tail';
  readonly timestampField?: string;
  readonly categoryField?: string;
  readonly tiebreakerField?: string;
  readonly maxSamplesPerKey?: number;
}

export function queryCommand(exit: (code: number) => void): Command {
  return withLanguageOptions(new Command('query'))
    .description('Runs one EQL query over event files.')
    .argument('<eql>', 'the query, such as \'process where process.name : "dllhost.exe"\'')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['table', 'ndjson', 'json']).default('table'),
    )
    .option('--size <n>', 'at most this many results (default: all)', wholeNumber)
    .addOption(
      new Option('--position <position>', 'which results, where there are more')
        .choices(['head', 'tail'])
        .default('tail'),
    )
    .option('--timestamp-field <field>', 'the field that orders events (default: @timestamp)')
    .option('--category-field <field>', 'the field that `process where` asks for (default: event.category)')
    .option('--tiebreaker-field <field>', 'orders events of one time')
    .option('--max-samples-per-key <n>', 'how many samples of one join key (default: 1)', wholeNumber)
    .action(async (eql: string, paths: string[], options: QueryCommandOptions) => {
      const { timestampField, categoryField, tiebreakerField } = options;
      const language = await readLanguageOptions(options);
      const { value: plan, diagnostics } = compileEql(sourceText('<query>', eql), {
        ...language,
        ...(timestampField === undefined ? {} : { timestampField }),
        ...(categoryField === undefined ? {} : { categoryField }),
        ...(tiebreakerField === undefined ? {} : { tiebreakerField }),
      });
      tellDiagnostics(diagnostics);
      if (plan === undefined || diagnostics.some(isError)) return exit(EXIT_FINDINGS);
      const output = standardOutput();
      const problems = problemTeller();
      const printer = printerOf(options.format, plan, output);
      const { size, position, maxSamplesPerKey } = options;
      const answer = await queryEvents(
        eventInputs(paths),
        plan,
        {
          position,
          ...(size === undefined ? {} : { size }),
          ...(maxSamplesPerKey === undefined ? {} : { maxSamplesPerKey }),
        },
        result => printer.result(result),
        problems.tell,
      );
      await printer.end(answer);
      await output.end();
      problems.end();
      const shown = answer.told < answer.total ? `${answer.told} of ${answer.total}` : String(answer.total);
      talk(
        `${shown} ${answer.total === 1 ? 'result' : 'results'}\n${countLines(answer.counts).join('\n')}\n`,
      );
      if (answer.counts.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}

interface Printer {
  result(result: QueryResult): Promise<void>;
  end(answer: QueryAnswer): Promise<void>;
}

function printerOf(format: QueryCommandOptions['format'], plan: QueryPlan, output: Output): Printer {
  switch (format) {
    case 'ndjson':
      return { result: result => output.write(`${JSON.stringify(result)}\n`), end: async () => {} };
    case 'json':
      return jsonPrinter(plan.kind === 'events' ? 'events' : 'sequences', output);
    case 'table': {
      const colors = colorsFor(process.stdout);
      return { result: result => output.write(renderQueryResult(result, colors)), end: async () => {} };
    }
  }
}

/** The response of Elasticsearch's EQL search, written while the results come. */
function jsonPrinter(list: 'events' | 'sequences', output: Output): Printer {
  let before = `{"hits":{"${list}":[`;
  return {
    async result(result) {
      await output.write(`${before}\n${JSON.stringify(result)}`);
      before = ',';
    },
    async end(answer) {
      const start = before === ',' ? '' : before;
      await output.write(`${start}\n],"total":{"value":${answer.total},"relation":"eq"}}}\n`);
    },
  };
}
