import { type Command, Option } from 'commander';
import { readSchemaFile } from '../app/schema-file.ts';
import type { RuleOptions } from '../rules/compile-rule.ts';
import { isError } from '../source/diagnostic.ts';
import { tellDiagnostics } from './tell-diagnostics.ts';
import { UsageError } from './usage-error.ts';

/** What queries mean, for every command that compiles some. */
export interface LanguageOptions {
  readonly schema?: string;
  readonly nulls: 'elasticsearch' | 'three-valued';
}

export function withLanguageOptions(command: Command): Command {
  return command
    .option('--schema <file>', 'types of fields beyond ECS: {"field": "type"}, or an Elasticsearch mapping')
    .addOption(
      new Option('--nulls <semantics>', 'what `not` makes of a test on a missing field: true, or nothing')
        .choices(['elasticsearch', 'three-valued'])
        .default('elasticsearch'),
    );
}

/**
 * Reads the schema file, if there is one, and tells what is odd about it.
 * @throws UsageError where it cannot be used
 */
export async function readLanguageOptions({ schema: path, nulls }: LanguageOptions): Promise<RuleOptions> {
  if (path === undefined) return { nulls };
  const { value: schema, diagnostics } = await readSchemaFile(path);
  const failure = diagnostics.find(isError);
  if (failure !== undefined) throw new UsageError(failure);
  tellDiagnostics(diagnostics);
  return schema === undefined ? { nulls } : { nulls, schema };
}
