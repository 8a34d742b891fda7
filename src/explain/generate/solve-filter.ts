/**
 * An event that passes a filter, made from the filter. Of an `and` all terms become goals, of an `or` one, tried in
 * their order; under a `not` it is the other way round. What is left are goals for fields (field-goals.ts) and
 * computations (script-goals.ts), and an alternative is given up as soon as one field cannot do what is asked of it:
 *
 *     process.name : "a*" and not process.name == "a" and (user.id == "1" or process.name == null)
 *         process.name   passes : "a*", and not == "a"      "ax"
 *         user.id        passes == "1"                      "1"
 *
 * The search is bounded. Whatever it finds is asked of the plain evaluator before it is given out; that it finds
 * nothing proves nothing by itself, and the first contradiction that it met is told.
 */
import type { Json, JsonObject } from '../../event/json.ts';
import type { FieldRef, FieldTest, Predicate } from '../../plan/predicate.ts';
import { printPredicate } from '../../plan/print-plan.ts';
import { evaluateDocument } from '../document-evaluation.ts';
import { type FieldGoals, valuesFor } from './field-goals.ts';
import { type ScriptGoal, solveScripts } from './script-goals.ts';
import { BASE_TIME_MS, type GeneratedValue } from './value-examples.ts';

export interface SolveOptions {
  /** Values that fields must have, alone. */
  readonly forced?: ReadonlyMap<string, { readonly field: FieldRef; readonly value: GeneratedValue }>;
  /** Fields that must have one value. */
  readonly single?: readonly FieldRef[];
}

export type Solved =
  | { readonly kind: 'solved'; readonly document: JsonObject }
  /** `isBounded`: the search was given up, not gone through. */
  | { readonly kind: 'unsolved'; readonly reason: string; readonly isBounded: boolean };

/** Choices that are tried. */
const MOST_CHOICES = 20_000;
/** Alternatives whose computations are tried, each with many values. */
const MOST_SCRIPTED = 40;

export function solveFilter(filter: Predicate, options: SolveOptions = {}): Solved {
  const search = new FilterSearch(filter, options);
  const document = search.run();
  return document === undefined
    ? { kind: 'unsolved', reason: search.reason, isBounded: search.isBounded }
    : { kind: 'solved', document };
}

interface Goal {
  readonly predicate: Predicate;
  readonly holds: boolean;
}

interface State {
  readonly fields: ReadonlyMap<string, FieldGoals>;
  readonly scripts: readonly ScriptGoal[];
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** Fields that hold the time of the event. */
  readonly times: readonly string[];
  /** Alternatives that wait until all else is known. */
  readonly choices: readonly Goal[];
}

class FilterSearch {
  reason = 'no value was found that passes all conditions';
  isBounded = false;
  readonly #filter: Predicate;
  readonly #options: SolveOptions;
  #left: number = MOST_CHOICES;
  #scriptsLeft: number = MOST_SCRIPTED;
  #hasReason = false;

  constructor(filter: Predicate, options: SolveOptions) {
    this.#filter = filter;
    this.#options = options;
  }

  run(): JsonObject | undefined {
    const fields = new Map<string, FieldGoals>();
    const empty = { wanted: [], unwanted: [], forced: undefined, isSingle: false };
    for (const field of this.#options.single ?? [])
      fields.set(field.path, { ...empty, field, isSingle: true });
    for (const [path, { field, value }] of this.#options.forced ?? [])
      fields.set(path, { ...empty, field, forced: value, isSingle: true });
    const begun = this.#take(
      { fields, scripts: [], objects: new Map(), times: [], choices: [] },
      { predicate: this.#filter, holds: true },
    );
    return begun === undefined ? undefined : this.#choose(begun);
  }

  /** Adds what must be, without choosing; undefined where a field cannot do it. */
  #take(state: State, { predicate, holds }: Goal): State | undefined {
    switch (predicate.kind) {
      case 'constant':
        return predicate.value === holds ? state : this.#fail('a condition is never so');
      case 'not':
        return this.#take(state, { predicate: predicate.term, holds: !holds });
      case 'all':
      case 'any': {
        if ((predicate.kind === 'all') === holds || predicate.terms.length === 1) {
          let next: State | undefined = state;
          for (const term of predicate.terms) {
            if (next === undefined) return undefined;
            next = this.#take(next, { predicate: term, holds });
          }
          return next;
        }
        return { ...state, choices: [...state.choices, { predicate, holds }] };
      }
      case 'script':
        return { ...state, scripts: [...state.scripts, { expr: predicate.expr, holds }] };
      case 'nested':
        return this.#takeNested(state, predicate, holds);
      case 'relative-range':
        return this.#takeRelative(state, predicate, holds);
      default:
        return this.#takeTest(state, predicate, holds);
    }
  }

  #takeTest(state: State, test: FieldTest, holds: boolean): State | undefined {
    const path = pathOf(test.field);
    const before = state.fields.get(path) ?? {
      field: { ...test.field, path },
      wanted: [],
      unwanted: [],
      forced: undefined,
      isSingle: false,
    };
    // A number that a key gave no type takes that of the test.
    const goals: FieldGoals = holds
      ? { ...before, wanted: [...before.wanted, test] }
      : { ...before, unwanted: [...before.unwanted, test] };
    if (valuesFor(goals) === undefined) {
      const others = [
        ...goals.wanted.map(one => printPredicate(one, { most: 2 })),
        ...goals.unwanted.map(one => printPredicate({ kind: 'not', term: one }, { most: 2 })),
      ];
      const forced = goals.forced === undefined ? '' : ` and is the join key ${goals.forced}`;
      return this.#fail(`no value of ${path} was found for ${others.slice(-4).join(' and ')}${forced}`);
    }
    return { ...state, fields: new Map([...state.fields, [path, goals]]) };
  }

  #takeNested(
    state: State,
    { objects, term }: Extract<Predicate, { kind: 'nested' }>,
    holds: boolean,
  ): State | undefined {
    if (!holds) return state;
    const inner = solveFilter(term);
    if (inner.kind === 'unsolved') return this.#fail(inner.reason);
    return { ...state, objects: new Map([...state.objects, [objects.path, inner.document]]) };
  }

  /** Now is the time of the event: a field that is the time itself passes what lies around now, and another is set. */
  #takeRelative(
    state: State,
    predicate: Extract<Predicate, { kind: 'relative-range' }>,
    holds: boolean,
  ): State | undefined {
    const { date, now } = predicate;
    if (date.path === now.path) {
      const passesNow = evaluateDocument(predicate, { [date.path]: BASE_TIME_MS }).outcome === 'true';
      if (passesNow !== holds) return this.#fail(`${date.path} is the time of the event itself`);
      return { ...state, times: [...state.times, date.path] };
    }
    const days = [0, 1, -1, 40, -40, 400, -400, 4000, -4000];
    const fitting = days
      .map(day => new Date(BASE_TIME_MS + day * 86_400_000).toISOString())
      .find(
        time =>
          (evaluateDocument(predicate, { [date.path]: time, [now.path]: BASE_TIME_MS }).outcome ===
            'true') ===
          holds,
      );
    if (fitting === undefined) return this.#fail(`no time of ${date.path} was found`);
    return this.#takeTest(state, { kind: 'equals', field: date, values: [fitting], ignoreCase: false }, true);
  }

  #choose(state: State): JsonObject | undefined {
    if (--this.#left < 0) {
      this.isBounded = true;
      return undefined;
    }
    // Those with the fewest ways first.
    const [choice, ...choices] = state.choices.toSorted((a, b) => waysOf(a) - waysOf(b));
    if (choice === undefined) return this.#finish(state);
    const { predicate, holds } = choice;
    const terms = predicate.kind === 'all' || predicate.kind === 'any' ? predicate.terms : [];
    for (const term of terms) {
      const next = this.#take({ ...state, choices }, { predicate: term, holds });
      const found = next === undefined ? undefined : this.#choose(next);
      if (found !== undefined) return found;
      if (this.isBounded) return undefined;
    }
    return undefined;
  }

  #finish(state: State): JsonObject | undefined {
    const values = new Map<string, Json>();
    for (const [path, goals] of state.fields) {
      const found = valuesFor(goals) ?? [];
      if (found.length > 0) values.set(path, found.length === 1 ? (found[0] ?? null) : found);
    }
    if (state.scripts.length > 0) {
      if (--this.#scriptsLeft < 0) {
        this.isBounded = true;
        return undefined;
      }
      const solved = solveScripts(
        state.scripts,
        field =>
          state.fields.get(field.path) ?? {
            field,
            wanted: [],
            unwanted: [],
            forced: undefined,
            isSingle: false,
          },
      );
      if (solved === undefined) return this.#fail('no values were found for its computations');
      for (const [path, value] of solved)
        if (value === undefined) values.delete(path);
        else values.set(path, value);
    }
    for (const [path, object] of state.objects) values.set(path, [object]);
    for (const path of state.times) values.set(path, new Date(BASE_TIME_MS).toISOString());
    const document = documentOf(values);
    if (evaluateDocument(this.#filter, document).outcome === 'true') return document;
    return this.#fail('values that pass each condition do not pass them together');
  }

  /** The first contradiction is the one that is told. */
  #fail(reason: string): undefined {
    if (!this.#hasReason) this.reason = reason;
    this.#hasReason = true;
    return undefined;
  }
}

function waysOf({ predicate }: Goal): number {
  return predicate.kind === 'all' || predicate.kind === 'any' ? predicate.terms.length : 1;
}

/** Of a pattern of names, some name that fits it. */
function pathOf({ gathers, path }: FieldRef): string {
  return gathers === 'names' ? path.replaceAll('*', 'x') : path;
}

/** Nested objects; where a value stands in the way (`source` and `source.ip` both hold one), a dotted name. */
function documentOf(values: ReadonlyMap<string, Json>): JsonObject {
  const document: { [key: string]: Json } = {};
  for (const [path, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) place(document, path, value);
  return document;
}

function place(object: { [key: string]: Json }, path: string, value: Json): void {
  const dot = path.indexOf('.');
  const key = path.slice(0, dot);
  const inner = dot < 0 || !Object.hasOwn(object, key) ? {} : object[key];
  if (dot < 0 || typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    object[path] = value;
    return;
  }
  object[key] = inner;
  // An object that was made here.
  place(inner as { [key: string]: Json }, path.slice(dot + 1), value);
}
