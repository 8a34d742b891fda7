/**
 * Events near the literals of a condition. Random events never come near `process.name : "rundll32.exe" and
 * process.args : "*\\shell32.dll*"`; these are made from it. One round goes so:
 *
 *     1. draw what is to hold: all terms of an `and`, one of an `or`, the contrary under a `not`
 *            name like "rundll32.exe" yes, args like "*\\shell32.dll*" yes
 *     2. make a document of it          {"process": {"name": "rundll32.exe", "args": "q7\\shell32.dll"}}
 *     3. spoil one condition at a time  other case, one character off, missing, null, wrong type, among others
 *
 * Conditions that contradict each other, or a `not` that a value runs into by chance, make a round whose first
 * document does not pass; another round draws otherwise. Everything follows from the random numbers given. It
 * knows the predicate and what documents look like, and neither languages nor evaluators.
 */
import type { Json, JsonObject } from '../../src/event/json.ts';
import type { FieldRef, FieldTest, Predicate } from '../../src/plan/predicate.ts';
import { fittingValue, nearValue, otherCase, strangeValue, typicalValue } from './near-values.ts';
import type { Random } from './random.ts';
import { type ScriptHints, scriptHints, scriptValue } from './script-values.ts';

/** How many conditions of one document are spoilt in a round. */
const MOST_SPOILT = 4;

/** The values of the fields by path; a field that is not there is missing. */
type Draft = Map<string, Json>;

interface Wishes {
  readonly tests: { readonly test: FieldTest; readonly holds: boolean }[];
  readonly scripts: ScriptHints[];
  /** Of nested conditions: an object that passes, and where it is to stand. */
  readonly objects: { readonly path: string; readonly object: JsonObject }[];
}

/**
 * One round: a document that should pass the predicate, then such as differ from it in one condition.
 * @param unseen tests of the predicate to prefer where one of several is to hold.
 */
export function nearEvents(
  predicate: Predicate,
  random: Random,
  unseen: ReadonlySet<Predicate> = new Set(),
): readonly JsonObject[] {
  const wishes: Wishes = { tests: [], scripts: [], objects: [] };
  const chooseTerm = (terms: readonly Predicate[]): Predicate | undefined => {
    const preferred = unseen.size === 0 ? [] : terms.filter(term => containsAny(term, unseen));
    return random.pickAny(preferred.length > 0 && random.oneIn(2) ? preferred : terms);
  };
  collectWishes(predicate, !random.oneIn(8), wishes, chooseTerm, random);
  const fillers = wishes.scripts.flatMap(script => script.texts);
  const base = draftOf(wishes, fillers, random);
  const drafts = [base];
  for (let spoilt = 0; spoilt < MOST_SPOILT; spoilt++) {
    const wish = random.pickAny(wishes.tests);
    if (wish !== undefined) drafts.push(spoil(base, wish.test, wish.holds, fillers, random));
  }
  for (const script of wishes.scripts) drafts.push(withScriptValues(base, [script], 1, random));
  return drafts.map(draft => documentOf(draft, random));
}

function containsAny(predicate: Predicate, wanted: ReadonlySet<Predicate>): boolean {
  if (predicate.kind === 'not') return containsAny(predicate.term, wanted);
  if (predicate.kind === 'all' || predicate.kind === 'any')
    return predicate.terms.some(term => containsAny(term, wanted));
  return wanted.has(predicate);
}

/** Draws what must come out of the tests and scripts for the predicate to come out as wanted. */
function collectWishes(
  predicate: Predicate,
  holds: boolean,
  wishes: Wishes,
  chooseTerm: (terms: readonly Predicate[]) => Predicate | undefined,
  random: Random,
): void {
  const wish = (term: Predicate, wanted: boolean): void =>
    collectWishes(term, wanted, wishes, chooseTerm, random);
  switch (predicate.kind) {
    case 'constant':
      return;
    case 'not':
      wish(predicate.term, !holds);
      return;
    case 'all':
    case 'any': {
      // All terms of an `and` are to hold, or one is to fail, the others holding to make it near; and so for `or`.
      const isOneEnough = holds === (predicate.kind === 'any');
      const chosen = isOneEnough ? chooseTerm(predicate.terms) : undefined;
      const withOthers = !isOneEnough || (predicate.kind === 'all' && random.oneIn(2));
      for (const term of predicate.terms) {
        if (term === chosen) wish(term, holds);
        else if (withOthers) wish(term, isOneEnough ? !holds : holds);
      }
      return;
    }
    case 'script':
      wishes.scripts.push(scriptHints(predicate.expr));
      return;
    case 'nested':
      if (holds)
        wishes.objects.push({
          path: predicate.objects.path,
          object: nearEvents(predicate.term, random)[0] ?? {},
        });
      return;
    case 'relative-range': {
      const { date, now } = predicate;
      for (const field of [date, now]) wishes.tests.push({ test: { kind: 'exists', field }, holds });
      return;
    }
    default:
      wishes.tests.push({ test: predicate, holds });
  }
}

function draftOf(wishes: Wishes, fillers: readonly string[], random: Random): Draft {
  const values = new Map<string, Json[]>();
  for (const { test, holds } of wishes.tests) {
    if (!holds) continue;
    const there = values.get(pathOf(test.field)) ?? [];
    values.set(pathOf(test.field), [...there, fittingValue(test, fillers, random)]);
  }
  for (const { path, object } of wishes.objects)
    values.set(path, [random.oneIn(2) ? object : [{ x: 1 }, object]]);
  const draft: Draft = new Map();
  for (const [path, all] of values)
    draft.set(path, all.length === 1 ? (all[0] ?? null) : together(all, random));
  // A field of which only a `not` speaks is missing, or holds something near what it must not hold.
  for (const { test, holds } of wishes.tests)
    if (!holds && !draft.has(pathOf(test.field)) && random.oneIn(3))
      draft.set(pathOf(test.field), nearValue(test, fillers, random));
  return withScriptValues(draft, wishes.scripts, 3, random);
}

/** Of a pattern of names, some name that fits it. */
function pathOf({ gathers, path }: FieldRef): string {
  return gathers === undefined ? path : path.replaceAll('*', 'x');
}

/** Several tests on one field are passed by several values, or by one text that has all in it. */
function together(values: readonly Json[], random: Random): Json {
  if (random.oneIn(2) || values.some(value => typeof value !== 'string')) return values;
  return random.oneIn(2) ? (values[0] ?? null) : values.join(' ');
}

/** Fields that scripts read: those that have a value keep it but once in `among` times. */
function withScriptValues(
  draft: Draft,
  scripts: readonly ScriptHints[],
  among: number,
  random: Random,
): Draft {
  const changed = new Map(draft);
  const near = scripts.flatMap(({ fields }) => fields.flatMap(({ path }) => textsOf(draft.get(path))));
  const base = random.pickAny(['x', ...scripts.flatMap(({ texts }) => texts), ...near, ...near]) ?? '';
  for (const script of scripts) {
    for (const field of script.fields) {
      if (draft.has(field.path) && !random.oneIn(among)) continue;
      changed.set(field.path, scriptValue(field, base, script, random));
    }
  }
  return changed;
}

function textsOf(json: Json | undefined): readonly string[] {
  if (typeof json === 'string') return [json];
  return Array.isArray(json) ? json.flatMap(textsOf) : [];
}

/** The draft with one field changed so that one test comes out otherwise, or nearly so. */
function spoil(
  draft: Draft,
  test: FieldTest,
  holds: boolean,
  fillers: readonly string[],
  random: Random,
): Draft {
  const { path } = test.field;
  const spoilt = new Map(draft);
  const value = spoiltValue(draft.get(path), test, holds, fillers, random);
  if (value === undefined) spoilt.delete(path);
  else spoilt.set(path, value);
  return spoilt;
}

/** Undefined: the field is missing. */
function spoiltValue(
  value: Json | undefined,
  test: FieldTest,
  holds: boolean,
  fillers: readonly string[],
  random: Random,
): Json | undefined {
  const near = nearValue(test, fillers, random);
  const others = Array.isArray(value) ? value : value === undefined ? [] : [value];
  if (!holds) {
    const fitting = fittingValue(test, fillers, random);
    return random.pick<Json>([fitting, near, [...others, fitting], [near, null, fitting]]);
  }
  switch (random.below(8)) {
    case 0:
      return undefined;
    case 1:
      return strangeValue(random);
    case 2:
      return typicalValue(test.field.type, random);
    case 3:
      return [near, ...others];
    case 4:
      return [[...others, null], near];
    case 5:
      return typeof value === 'string' ? otherCase(value, random) : near;
    default:
      return near;
  }
}

/** The draft as a document, each path nested or dotted by chance. */
function documentOf(draft: Draft, random: Random): JsonObject {
  const document: { [key: string]: unknown } = {};
  for (const [path, value] of draft) place(document, path, value, random);
  // Made of JSON values only.
  return document as JsonObject;
}

function place(object: { [key: string]: unknown }, path: string, value: Json, random: Random): void {
  const dot = path.indexOf('.');
  const key = path.slice(0, dot);
  const inner = Object.hasOwn(object, key) ? object[key] : {};
  // Where a value stands in the way (`source` and `source.ip` both hold one), the dotted name goes beside it.
  if (dot < 0 || random.oneIn(5) || typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    object[path] = value;
    return;
  }
  object[key] = inner;
  // Neither array nor null: an object made here, or one that stands for a wrong type.
  place(inner as { [key: string]: unknown }, path.slice(dot + 1), value, random);
}
