import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadExceptionFiles, loadValueLists, type ValueListFile } from '../app/load-exceptions.ts';
import type { ScanExceptions } from '../app/scan.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { namedLists } from '../exceptions/apply-exceptions.ts';
import { type Drops, listKey } from '../exceptions/exception-item.ts';
import { unusedList } from '../exceptions/messages.ts';
import { silencedRules } from '../exceptions/silenced-rules.ts';
import type { CompiledRule, RuleOptions } from '../rules/compile-rule.ts';
import { isError } from '../source/diagnostic.ts';
import { collect } from './commands/options.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';
import { UsageError } from './usage-error.ts';

export interface ExceptionFlags {
  readonly exceptions?: readonly string[];
  readonly valueList?: readonly ValueListFile[];
  readonly exceptionsDrop: Drops;
}

export function withExceptionOptions(command: Command): Command {
  return command
    .option(
      '--exceptions <file...>',
      'exception lists as Elastic exports them, for the rules that name them',
      collect,
    )
    .option('--value-list <id=file>', 'a value list that exceptions look into, a value a line', valueList)
    .addOption(
      new Option(
        '--exceptions-drop <what>',
        'what an exception takes from a sequence rule: the event that it holds of, or the sequence with that event',
      )
        .choices(['event', 'sequence'])
        .default('event'),
    );
}

/** What was read, and how well. */
export interface ReadExceptionOptions extends ScanExceptions {
  /** Some item was left out as it is wrong. */
  readonly hasMistakes: boolean;
  readonly badListLines: number;
}

/**
 * Reads the exceptions and value lists, if there are some, and tells what is odd about them.
 * @throws UsageError where a file cannot be read: with other exceptions than those, the alerts would be others
 */
export async function readExceptionOptions(
  { exceptions: paths, valueList: valueLists = [], exceptionsDrop: drops }: ExceptionFlags,
  { schema = ecsSchema }: RuleOptions,
  rules: readonly CompiledRule[],
): Promise<ReadExceptionOptions | undefined> {
  if (paths === undefined && valueLists.length === 0) return undefined;
  const loaded = loadExceptionFiles(paths ?? []);
  const values = await loadValueLists(valueLists, loaded.items);
  const diagnostics = [...loaded.diagnostics, ...values.diagnostics];
  const failure = diagnostics.find(({ code }) => STOPS.has(code));
  if (failure !== undefined) throw new UsageError(failure);
  const named = new Set(rules.flatMap(namedLists).map(({ key }) => key));
  const unused = new Map(
    loaded.items
      .toReversed()
      .map(item => [listKey(item.listId, item.namespace), item] as const)
      .filter(([key]) => !named.has(key)),
  );
  const silenced = silencedRules(rules, loaded, { schema, valueLists: values.lists });
  const advice = [...[...unused.values()].toReversed().map(unusedList), ...silenced];
  tellDiagnostics([...diagnostics, ...advice], MOST_TOLD);
  return {
    items: loaded.items,
    lists: loaded.lists,
    schema,
    valueLists: values.lists,
    drops,
    hasMistakes: diagnostics.some(isError),
    badListLines: values.badLines,
  };
}

const STOPS: ReadonlySet<string> = new Set(['EXC001', 'EXC003', 'EXC101']);
const MOST_TOLD = 20;

function valueList(text: string, before: readonly ValueListFile[] = []): readonly ValueListFile[] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('Expected ID=FILE, such as bad-hosts=bad-hosts.txt.');
  const file = { id: text.slice(0, at), path: text.slice(at + 1) };
  if (before.some(({ id }) => id === file.id))
    throw new InvalidArgumentError(`The list ${file.id} is given twice.`);
  return [...before, file];
}
