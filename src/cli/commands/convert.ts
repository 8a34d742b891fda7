import { createWriteStream } from 'node:fs';
import { Command } from 'commander';
import { eventInputs } from '../../app/event-inputs.ts';
import { noInputCounts, readInputs } from '../../app/read-inputs.ts';
import { EXIT_UNUSABLE } from '../exit-codes.ts';
import { counted } from '../numbers.ts';
import { outputTo, standardOutput, talk } from '../output.ts';
import { problemTeller } from '../problems.ts';
import { startProgress } from '../progress.ts';
import { inputLines } from '../render-summary.ts';

interface ConvertCommandOptions {
  readonly output?: string;
}

export function convertCommand(exit: (code: number) => void): Command {
  return new Command('convert')
    .description('Writes events of any form as ECS documents, one a line, in the order they are read.')
    .argument('<events...>', 'event files and folders, `-` for standard input')
    .option('--output <file>', 'write to this file (default: standard output)')
    .action(async (paths: string[], options: ConvertCommandOptions) => {
      const output =
        options.output === undefined
          ? standardOutput()
          : outputTo(createWriteStream(options.output), options.output);
      const problems = problemTeller();
      const progress = await startProgress(paths);
      const counts = noInputCounts();
      let events = 0;
      try {
        const inputs = eventInputs(paths, bytes => progress.add(bytes));
        for await (const batch of readInputs(inputs, counts, { onProblem: problems.tell })) {
          events += batch.length;
          await output.write(batch.map(event => `${JSON.stringify(event.document)}\n`).join(''));
        }
      } finally {
        progress.end();
      }
      await output.end();
      problems.end();
      talk(`${[`${counted(events, 'event')} converted`, ...inputLines(counts)].join('\n')}\n`);
      if (counts.unreadable.length > 0) exit(EXIT_UNUSABLE);
    });
}
