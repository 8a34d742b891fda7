import { describe, expect, test } from 'vitest';
import { scriptDocument } from '../../test/support/script-parts.ts';
import type { RuleInput } from '../engine/rule-set.ts';
import type { JsonObject } from '../event/json.ts';
import type { EventInput } from '../ingest/event-input.ts';
import { compileEql } from '../lang/eql/index.ts';
import { sourceText } from '../source/source-text.ts';
import { type ReplayCounts, replay } from './replay.ts';

function rule(query: string): RuleInput {
  const plan = compileEql(sourceText('<query>', query)).value;
  if (plan === undefined) throw new Error(`no query: ${query}`);
  return { plan };
}

const both = rule(
  'any where powershell.file.script_block_text : "*first*" and powershell.file.script_block_text : "*second*"',
);
const thenOther = rule(
  'sequence [any where powershell.file.script_block_text : "*first*second*"] [any where host.name == "other"]',
);

function inputOf(name: string, documents: readonly JsonObject[]): EventInput {
  return {
    name,
    async *bytes() {
      for (const document of documents) yield Buffer.from(`${JSON.stringify(document)}\n`);
    },
  };
}

async function run(
  inputs: readonly EventInput[],
  ordered: boolean,
): Promise<{ readonly rules: readonly number[]; readonly counts: ReplayCounts }> {
  const rules: number[] = [];
  const counts = await replay(
    inputs,
    [both, thenOther],
    { ordered },
    {
      onMatch: match => void rules.push(match.rule),
      onProblem: problem => {
        throw new Error(problem.message);
      },
    },
  );
  return { rules: rules.sort(), counts };
}

function other(second: number): JsonObject {
  return { '@timestamp': `2026-01-01T00:00:0${second}Z`, host: { name: 'other' } };
}

const first = scriptDocument({ number: 1, total: 2, text: 'the first and the sec' });
const last = scriptDocument({ number: 2, total: 2, text: 'ond' });

describe.each([
  ['at the end', false],
  ['in order', true],
])('a replay that finishes %s', (_, ordered) => {
  test('finds in a script what its records hold together', async () => {
    const { rules, counts } = await run([inputOf('in', [first, other(1), last, other(3)])], ordered);
    expect(rules).toEqual([0, 1]);
    expect(counts).toMatchObject({ events: 3, scriptBlocks: { joined: 1, records: 2, incomplete: 0 } });
    expect(counts.orderBroken).toBeUndefined();
  });

  test('reads the records of a script that is not whole as they are, where they stand', async () => {
    const { rules, counts } = await run([inputOf('in', [first, other(2), other(9)])], ordered);
    expect(rules).toEqual([]);
    expect(counts).toMatchObject({ events: 3, scriptBlocks: { joined: 0, records: 0, incomplete: 1 } });
    expect(counts.orderBroken).toBeUndefined();
  });

  test('joins nothing over two inputs', async () => {
    const { counts } = await run([inputOf('a', [first]), inputOf('b', [last])], ordered);
    expect(counts).toMatchObject({ events: 2, scriptBlocks: { joined: 0, incomplete: 2 } });
  });
});
