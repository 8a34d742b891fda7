import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compiledRule } from '../../support/compiled-rule.ts';
import { DetectionWorld } from '../../support/detection-world.ts';
import { parseDurationMs } from '../../../src/base/duration.ts';

const FILE = 'test/cases/runs/runs.txt';
const [head = '', ...cases] = readFileSync(FILE, 'utf8').split(/\n(?=# )/);
const results = new Map<string, string>();

test.each(cases.map(text => [text.split('\n')[0]?.slice(2) ?? '', text]))('%s', async (name, text) => {
  const [script = '', wanted = ''] = text.split('\n==>\n');
  const [, rule = '', ...acts] = script.split('\n');
  const world = await DetectionWorld.started([compiledRule(rule.replace(/^rule /, ''))]);
  for (const act of acts) await perform(world, act);
  const found = await shown(world);
  results.set(name, `${script}\n==>\n${found}\n`);
  if (process.env['UPDATE_GOLDEN'] && results.size === cases.length)
    writeFileSync(FILE, [head, ...results.values()].join('\n'));
  else if (!process.env['UPDATE_GOLDEN']) expect(found).toBe(wanted.trim());
});

async function perform(world: DetectionWorld, act: string): Promise<void> {
  const [verb, what = '', later = '0s'] = act.split(' ');
  const ms = (text: string): number => {
    const span = parseDurationMs(text.replace('-', ''));
    if (span === undefined) throw new Error(`no time: ${act}`);
    return text.startsWith('-') ? -span : span;
  };
  switch (verb) {
    case 'arrive':
      return world.arrive(what, ms(later));
    case 'again':
      return world.again(what);
    case 'store':
      return world.store(what);
    case 'wait':
      return world.pass(ms(what));
    case 'off':
      return world.restart(ms(what));
    default:
      throw new Error(`nothing that happens: ${act}`);
  }
}

async function shown(world: DetectionWorld): Promise<string> {
  const { aheadOfClockEvents, tooLateEvents } = world.detection.status();
  const runs = (await world.runs()).filter(({ newAlerts }) => newAlerts > 0).length;
  const gaps = (await world.detection.gaps()).filter(({ state }) => state === 'open').length;
  const count = (name: string, of: number): readonly string[] => (of > 0 ? [`${name}: ${of}`] : []);
  return [
    ...(await world.alertsByEvents()),
    ...count('runs with new alerts', runs),
    ...count('too late', tooLateEvents),
    ...count('ahead of the clock', aheadOfClockEvents),
    ...count('open gaps', gaps),
  ].join('\n');
}
