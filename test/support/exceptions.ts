import type { ScanExceptions } from '../../src/app/scan.ts';
import { ecsSchema } from '../../src/event/ecs-schema.ts';
import type { JsonObject } from '../../src/event/json.ts';
import { type ValueList, ValueListBuilder, type ValueListType } from '../../src/event/value-list.ts';
import { readExceptions } from '../../src/exceptions/read-exceptions.ts';
import { sourceText } from '../../src/source/source-text.ts';

/** Items as an export has them, with what a scan wants beside them. */
export function exceptionsOf(
  items: readonly JsonObject[],
  options: Partial<Pick<ScanExceptions, 'drops' | 'valueLists'>> = {},
): ScanExceptions {
  const read = readExceptions(
    sourceText('exceptions.ndjson', items.map(item => JSON.stringify(item)).join('\n')),
  );
  if (items.length > 0 && read.diagnostics.length > 0) throw new Error(read.diagnostics[0]?.message);
  return { ...read, schema: ecsSchema, valueLists: new Map(), drops: 'event', ...options };
}

export function valueListOf(id: string, type: ValueListType, values: readonly string[]): ValueList {
  const builder = new ValueListBuilder(id, type);
  for (const value of values) {
    const expected = builder.add(value);
    if (expected !== undefined) throw new Error(`${value} is not ${expected}`);
  }
  return builder.build();
}
