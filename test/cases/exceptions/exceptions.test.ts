import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ecsSchema } from '../../../src/event/ecs-schema.ts';
import { compileItem } from '../../../src/exceptions/compile-item.ts';
import { lowerItem } from '../../../src/exceptions/lower-item.ts';
import { itemHolds } from '../../reference/naive-exceptions.ts';
import { exceptionsOf, valueListOf } from '../../support/exceptions.ts';
import { parseExceptionCases } from './exception-case.ts';

const tools = ['tool-1', 'tool-2'];
const options = {
  schema: ecsSchema,
  valueLists: new Map([['tools', valueListOf('tools', 'keyword', tools)]]),
  timestamp: { path: '@timestamp', type: 'date' },
} as const;

const cases = parseExceptionCases(readFileSync(new URL('items.txt', import.meta.url), 'utf8'));
describe.each(cases)('an exception: $name', ({ events, item }) => {
  const [read] = exceptionsOf([item]).items;
  if (read === undefined) throw new Error('no item');
  const holds = compileItem(lowerItem(read, options));
  test.each(events)('$document', ({ document, isRemoved }) => {
    expect(holds(document)).toBe(isRemoved);
    expect(itemHolds(item, document, { tools })).toBe(isRemoved);
  });
});
