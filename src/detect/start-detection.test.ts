import { describe, expect, test } from 'vitest';
import { compiledRule } from '../../test/support/compiled-rule.ts';
import { DetectionWorld, exceptionOf } from '../../test/support/detection-world.ts';
import { scheduleOf } from './schedule.ts';

const A = 'any where process.name == "a"';
const MINUTE = 60_000;

describe('an alert', () => {
  test('is told at the tick after its event, before the run is due', async () => {
    const world = await DetectionWorld.started([compiledRule(A)]);
    await world.arrive('a');
    await world.tick(500);
    expect(await world.alerts()).toEqual(['a0']);
    expect(await world.runs()).toEqual([]);
    expect(world.detection.status().alertDelayMs).toEqual({ p50: 500, p99: 500 });
    const { alertsMade } = world.detection.status();
    expect(Object.values(alertsMade).reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  test('has the time of its writing, and the id of the run whose record counts it', async () => {
    const world = await DetectionWorld.started([compiledRule(A)]);
    await world.arrive('a', -1000);
    await world.tick(500);
    const [alert] = await world.documents();
    expect(alert?.['@timestamp']).toBe(new Date(world.nowMs).toISOString());
    expect(alert?.['kibana.alert.rule.execution.type']).toBe('scheduled');
    await world.pass(5 * MINUTE);
    const [record] = (await world.runs()).filter(({ newAlerts }) => newAlerts > 0);
    expect(record).toMatchObject({ id: alert?.['kibana.alert.rule.execution.uuid'], hits: 1, events: 1 });
  });

  test('of what must not follow waits until its time is over', async () => {
    const query = `sequence with maxspan=10s [${A}] ![any where process.name == "b"]`;
    const world = await DetectionWorld.started([compiledRule(query)]);
    await world.arrive('a');
    await world.tick(9000);
    expect(await world.alerts()).toEqual([]);
    await world.tick(7000);
    expect(await world.alerts()).toEqual(['a0']);
  });

  test('that a late event undoes stays, and is marked', async () => {
    const query = `sequence with maxspan=1m [${A}] [any where process.name == "b"] until [any where process.name == "c"]`;
    const world = await DetectionWorld.started([compiledRule(query)]);
    await world.arrive('a', -3000);
    await world.arrive('b', -1000);
    await world.tick(500);
    await world.arrive('c', -2500);
    await world.pass(6 * MINUTE);
    const documents = await world.documents();
    expect(documents).toHaveLength(3);
    expect(documents.every(alert => alert['kibana.alert.tripline.superseded'] === true)).toBe(true);
    expect((await world.runs()).map(run => run.supersededAlerts)).toContain(1);
  });
});

test('a rule that is set later looks back over what is stored', async () => {
  const world = await DetectionWorld.started([]);
  await world.arrive('a', -1000);
  await world.detection.setRules([{ id: 'new', revision: 1, compiled: compiledRule(A) }]);
  await world.tick(500);
  expect(await world.alerts()).toEqual(['a0']);
});

test('rules that are set together look back, each over its own, and leave the others as they were', async () => {
  const b = compiledRule('any where process.name == "b"');
  const world = await DetectionWorld.started([compiledRule(A)]);
  await world.arrive('a', -1000);
  await world.arrive('b', -900);
  await world.tick(500);
  expect(await world.alerts()).toEqual(['a0']);
  await world.detection.setRules([
    { id: 'rule-0', revision: 2, compiled: compiledRule(A) },
    { id: 'new', revision: 1, compiled: b },
  ]);
  await world.tick(500);
  await world.arrive('a');
  await world.tick(500);
  expect((await world.alerts()).toSorted()).toEqual(['a0', 'a1', 'b0']);
});

test('a rule that is removed sees nothing any more', async () => {
  const world = await DetectionWorld.started([compiledRule(A)]);
  await world.detection.removeRules(['rule-0']);
  await world.arrive('a');
  await world.tick(500);
  expect(await world.alerts()).toEqual([]);
});

test('a rule is told only the alerts of others', async () => {
  const onAlerts = compiledRule('any where kibana.alert.rule.name != null', {
    index: ['.alerts-security.*'],
  });
  const world = await DetectionWorld.started([compiledRule(A), onAlerts]);
  await world.arrive('a');
  await world.pass(MINUTE);
  expect(await world.documents()).toHaveLength(2);
});

test('exceptions hold from when they are set, also of what is held', async () => {
  const query = `sequence with maxspan=5m [${A}] [any where process.name == "b"]`;
  const world = await DetectionWorld.started([
    compiledRule(query, { exceptions_list: [{ list_id: 'l', namespace_type: 'single', type: 'detection' }] }),
  ]);
  await world.arrive('a');
  world.detection.setExceptions(exceptionOf('l', { field: 'process.name', value: 'a' }));
  await world.tick(500);
  await world.arrive('b');
  await world.tick(500);
  expect(await world.alerts()).toEqual([]);
});

test('an event that comes after an exception does not alert, wherever in its work a tick is', async () => {
  const named = { exceptions_list: [{ list_id: 'l', namespace_type: 'single', type: 'detection' }] };
  for (let steps = 0; steps < 60; steps++) {
    const rules = ['one', 'two', 'three'].map(rule_id => compiledRule(A, { rule_id, ...named }));
    const world = await DetectionWorld.started([...rules, compiledRule(A)]);
    await world.arrive('a', 0, { host: { name: 'other' } });
    const ticking = world.tick(500);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    world.detection.setExceptions(exceptionOf('l', { field: 'host.name', value: 'excepted' }));
    await world.arrive('a', 0, { host: { name: 'excepted' } });
    await ticking;
    await world.tick(500);
    expect([steps, await world.alerts()]).toEqual([steps, ['a0', 'a0', 'a0', 'a0', 'a1']]);
  }
});

describe('late events', () => {
  test('that no run looks back to are counted, and their time can be run by hand', async () => {
    const world = await DetectionWorld.started([compiledRule(A)]);
    await world.arrive('a', -20 * MINUTE);
    await world.pass(6 * MINUTE);
    expect(await world.alerts()).toEqual([]);
    const { tooLateEvents, tooLateWindow } = world.detection.status();
    expect(tooLateEvents).toBe(1);
    expect((await world.runs()).flatMap(({ warnings }) => warnings)[0]).toContain('1 events');
    if (tooLateWindow === undefined) throw new Error('no window');
    const records = await world.detection.run('rule-0', tooLateWindow, { requestedBy: 'me' });
    expect(records.map(({ kind, newAlerts }) => [kind, newAlerts])).toEqual([['manual', 1]]);
    const [alert] = await world.documents();
    expect(alert?.['kibana.alert.rule.execution.type']).toBe('manual');
  });

  test('that come while their run closes are seen by it or counted, wherever in its work it is', async () => {
    const rule = compiledRule(A, { from: 'now-5m', interval: '5m' });
    const { dueAfter } = scheduleOf(rule, 'rule-0');
    const outcomes = new Set<string>();
    for (let steps = 0; steps < 100; steps++) {
      const world = await DetectionWorld.started([rule]);
      const dueMs = dueAfter(world.nowMs);
      await world.tick(dueMs - 1 - world.nowMs);
      const closing = world.tick(1001);
      for (let step = 0; step < steps; step++) await Promise.resolve();
      await world.arrive('a', -1500);
      await closing;
      await world.pass(6 * MINUTE);
      const alerts = await world.alerts();
      const counted = (await world.runs()).flatMap(({ warnings }) => warnings);
      outcomes.add(`${alerts.length} seen, ${counted.length} counted`);
    }
    expect(outcomes).toEqual(new Set(['1 seen, 0 counted', '0 seen, 1 counted']));
  });

  test('a time ahead of the clock is counted', async () => {
    const world = await DetectionWorld.started([compiledRule(A)]);
    await world.arrive('b', 365 * 24 * 60 * MINUTE);
    expect(world.detection.status().aheadOfClockEvents).toBe(1);
  });
});

describe('when no process ran', () => {
  test('the runs that were missed are made up for, with windows of their own', async () => {
    const world = await DetectionWorld.started([compiledRule(A)]);
    await world.pass(6 * MINUTE);
    await world.store('a');
    const before = (await world.runs()).length;
    await world.restart(20 * MINUTE);
    await world.tick(500);
    expect(await world.alerts()).toEqual(['a0']);
    expect((await world.runs()).length).toBe(before + 4);
    expect(await world.detection.gaps()).toEqual([]);
  });

  test('what is beyond them is a gap, which can be filled', async () => {
    const world = await DetectionWorld.started([compiledRule(A)]);
    await world.pass(6 * MINUTE);
    await world.store('a');
    await world.restart(10 * 60 * MINUTE);
    await world.tick(500);
    expect(await world.alerts()).toEqual([]);
    const [gap] = await world.detection.gaps('rule-0');
    expect(gap).toMatchObject({ state: 'open', reason: 'off' });
    if (gap === undefined) throw new Error('no gap');
    const records = await world.detection.fillGaps('rule-0', gap, { requestedBy: 'me' });
    expect(await world.alerts()).toEqual(['a0']);
    expect(records.every(({ kind }) => kind === 'gap-fill')).toBe(true);
    expect((await world.detection.gaps()).map(({ state }) => state)).toEqual(['filled']);
  });

  test('gaps are filled without being asked where that is wished', async () => {
    const world = await DetectionWorld.started([compiledRule(A)], { fillsGaps: true });
    await world.pass(6 * MINUTE);
    await world.store('a');
    await world.restart(10 * 60 * MINUTE);
    await world.tick(500);
    expect(await world.alerts()).toEqual(['a0']);
  });
});

test('the cap holds alerts back, says so, and the next run makes them', async () => {
  const world = await DetectionWorld.started([compiledRule(A, { max_signals: 2, from: 'now-30m' })]);
  for (let count = 0; count < 3; count++) await world.arrive('a');
  await world.tick(500);
  expect(await world.alerts()).toEqual(['a0', 'a1']);
  await world.pass(5 * MINUTE);
  const held = (await world.runs()).find(({ heldBack }) => heldBack !== undefined);
  expect(held).toMatchObject({ outcome: 'partial', newAlerts: 2, heldBack: { alerts: 1 } });
  expect(await world.alerts()).toEqual(['a0', 'a1', 'a2']);
});

test('suppressed alerts are counted in the one that is told, once each', async () => {
  const world = await DetectionWorld.started([
    compiledRule(A, {
      alert_suppression: { group_by: ['process.name'], duration: { value: 1, unit: 'h' } },
    }),
  ]);
  for (let count = 0; count < 3; count++) await world.arrive('a');
  await world.pass(6 * MINUTE);
  await world.restart(0);
  await world.pass(MINUTE);
  const [alert, ...others] = await world.documents();
  expect(others).toEqual([]);
  expect(alert?.['kibana.alert.suppression.docs_count']).toBe(2);
});

test('a preview tells what a rule would give, and keeps nothing', async () => {
  const world = await DetectionWorld.started([]);
  const query = `sequence with maxspan=5m [${A}] [any where process.name == "b"]`;
  await world.arrive('a', -90 * MINUTE);
  await world.arrive('b', -89 * MINUTE);
  const window = { fromMs: world.nowMs - 120 * MINUTE, toMs: world.nowMs };
  const rule = compiledRule(query, { from: 'now-10m' });
  const progress: number[] = [];
  const preview = await world.detection.preview(rule, {
    window,
    onProgress: (done, all) => progress.push(done / all),
  });
  expect(preview).toMatchObject({ alertCount: 1, events: 2, isAborted: false, warnings: [] });
  expect(preview.alerts.map(({ blocks }) => blocks.length)).toEqual([2]);
  expect(progress.at(-1)).toBe(1);
  expect(await world.documents()).toEqual([]);
  expect(await world.detection.preview(rule, { window, signal: AbortSignal.abort() })).toMatchObject({
    isAborted: true,
    alertCount: 0,
  });
});

test('an indicator that comes after the event is found', async () => {
  const world = await DetectionWorld.started([
    compiledRule('', {
      type: 'threat_match',
      language: 'kuery',
      query: 'process.name: a',
      threat_query: 'process.name: bad',
      threat_index: ['*'],
      threat_mapping: [
        { entries: [{ field: 'user.name', type: 'mapping', value: 'threat.indicator.name' }] },
      ],
    }),
  ]);
  await world.arrive('a', 0, { user: { name: 'eve' } });
  await world.tick(500);
  expect(await world.alerts()).toEqual([]);
  await world.arrive('bad', 0, { threat: { indicator: { name: 'eve' } } });
  await world.tick(500);
  expect(await world.alerts()).toEqual(['a0']);
});

test('a rule that could not look back does so at the next tick, and no run of it closes before', async () => {
  const world = await DetectionWorld.started([]);
  await world.arrive('a', -1000);
  world.failReading(true);
  const rule = { id: 'rule-0', revision: 1, compiled: compiledRule(A) };
  await expect(world.detection.setRules([rule])).rejects.toThrow('no store');
  await expect(world.tick(6 * MINUTE)).rejects.toThrow('no store');
  expect(await world.runs()).toEqual([]);
  world.failReading(false);
  await world.tick(500);
  expect(await world.alerts()).toEqual(['a0']);
});

test('a threshold that is reached is told at once, and says in the end how many events it has', async () => {
  const world = await DetectionWorld.started([
    compiledRule('', {
      ...{
        type: 'threshold',
        language: 'kuery',
        query: 'process.name: a',
        threshold: { field: [], value: 2 },
      },
    }),
  ]);
  const counts = async (): Promise<unknown> =>
    (await world.documents()).map(
      alert => (alert['kibana.alert.threshold_result'] as { count: number }).count,
    );
  await world.arrive('a');
  await world.arrive('a');
  await world.tick(500);
  expect(await counts()).toEqual([2]);
  await world.arrive('a');
  await world.pass(6 * MINUTE);
  expect(await counts()).toEqual([3]);
});

test('a rule may read when an event arrived, also where its shipper did not say', async () => {
  const world = await DetectionWorld.started([compiledRule('any where event.ingested != null')]);
  await world.arrive('a');
  await world.tick(500);
  expect(await world.alerts()).toEqual(['a0']);
});
