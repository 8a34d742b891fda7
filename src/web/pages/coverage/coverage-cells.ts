/** The matrix of ATT&CK as far as rules name it: a row for each tactic, a cell for each of its techniques. */
import type { CoverageAnswer, CoveredPartAnswer, CoveringState } from '../../../api/coverage.ts';

/** What a number in a cell counts. */
export type CoverageMeasure = 'ready' | 'on' | 'alerts';

export interface PartCount {
  readonly id: string;
  readonly name: string;
  /** Rules by state; together they are all that name it. */
  readonly states: { readonly [state in CoveringState]: number };
  readonly alerts: number;
  readonly rules: readonly string[];
}

export interface TechniqueCell extends PartCount {
  readonly subtechniques: readonly PartCount[];
}

export interface TacticRow {
  readonly id: string;
  readonly name: string;
  readonly cells: readonly TechniqueCell[];
  /** Of the cells, how many have a rule that could fire. */
  readonly ready: number;
  /** Ids of rules that name the tactic and no technique of it. */
  readonly withoutTechnique: readonly string[];
}

/** Tactics in the order in which an attack uses them, as ATT&CK lays them out. */
const ORDER = [
  ...['TA0043', 'TA0042', 'TA0001', 'TA0002', 'TA0003', 'TA0004', 'TA0005'],
  ...['TA0006', 'TA0007', 'TA0008', 'TA0009', 'TA0011', 'TA0010', 'TA0040'],
];

export function tacticRows({ rules, tactics }: CoverageAnswer): readonly TacticRow[] {
  const place = (id: string): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);
  return tactics
    .map(({ id, name, rules: ofTactic, techniques }): TacticRow => {
      const cells = techniques.map(technique => ({
        ...partCount(technique, rules),
        subtechniques: technique.subtechniques.map(part => partCount(part, rules)),
      }));
      const named = new Set(techniques.flatMap(technique => technique.rules));
      return {
        ...{ id, name, cells },
        ready: cells.filter(({ states }) => states.ready > 0).length,
        withoutTechnique: ofTactic.filter(ruleId => !named.has(ruleId)),
      };
    })
    .sort((a, b) => place(a.id) - place(b.id) || (a.id < b.id ? -1 : 1));
}

function partCount(
  { alerts, id, name, rules: ids }: CoveredPartAnswer,
  rules: CoverageAnswer['rules'],
): PartCount {
  const states = { ready: 0, 'unknown-data': 0, 'no-data': 0, failed: 0, disabled: 0 };
  for (const ruleId of ids) {
    const state = rules[ruleId]?.state;
    if (state !== undefined) states[state]++;
  }
  return { id, name, states, alerts, rules: ids };
}

export function measured({ alerts, states }: PartCount, measure: CoverageMeasure): number {
  if (measure === 'alerts') return alerts;
  return measure === 'ready' ? states.ready : states.ready + states['unknown-data'] + states['no-data'];
}

/** No rule of it could fire. */
export function isHole({ states }: PartCount): boolean {
  return states.ready === 0;
}

/** Of four shades the one for a number; 0 for none. */
export function shadeOf(count: number): 0 | 1 | 2 | 3 | 4 {
  if (count === 0) return 0;
  if (count === 1) return 1;
  if (count < 4) return 2;
  return count < 10 ? 3 : 4;
}

/** What is drawn beside the shade, so that colour alone says nothing. */
export function patternOf({ states }: PartCount): 'covered' | 'no-data' | 'off' | 'failed' {
  if (states.ready > 0) return 'covered';
  if (states['no-data'] + states['unknown-data'] > 0) return 'no-data';
  return states.disabled > 0 ? 'off' : 'failed';
}

/** `9 ready`, `4 no data`, `1 off`, `2 alerts`: what is there, and no zeros. */
export function countTexts({ alerts, states }: PartCount): readonly string[] {
  const said: readonly (readonly [number, string])[] = [
    [states.ready, 'ready'],
    [states['no-data'], 'no data'],
    [states['unknown-data'], 'data of unknown index'],
    [states.disabled, 'off'],
    [states.failed, 'failed'],
    [alerts, alerts === 1 ? 'alert' : 'alerts'],
  ];
  return said.flatMap(([count, what]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${what}`]));
}

/** Ids that ATT&CK cannot have, as they are misspelt: of tactics, techniques and parts of them. */
export function oddIds({ tactics }: CoverageAnswer): readonly PartName[] {
  const odd: PartName[] = [];
  const look = (part: CoveredPartAnswer, form: RegExp): void => {
    if (!form.test(part.id)) odd.push({ id: part.id, name: part.name, rules: part.rules });
  };
  for (const tactic of tactics) {
    look(tactic, /^TA\d{4}$/);
    for (const technique of tactic.techniques) {
      look(technique, /^T\d{4}$/);
      for (const part of technique.subtechniques) look(part, /^T\d{4}\.\d{3}$/);
    }
  }
  return odd;
}

export interface PartName {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly string[];
}
