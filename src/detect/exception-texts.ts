/** Whether the exceptions of a rule have changed: what concerns it, in one text. */
import {
  byListKey,
  type ExceptionItems,
  type ExceptionOptions,
  itemsOf,
} from '../exceptions/apply-exceptions.ts';
import { type ExceptionItem, valueListsOf } from '../exceptions/exception-item.ts';
import type { CompiledRule } from '../rules/compile-rule.ts';

export class ExceptionTexts {
  /** Value lists never change; another one has another number. */
  readonly #numbers = new WeakMap<object, number>();
  #lists = 0;
  #known:
    | { readonly items: readonly ExceptionItem[]; readonly byList: ReturnType<typeof byListKey> }
    | undefined;

  textOf(rule: CompiledRule, { drops, items, valueLists }: ExceptionItems & ExceptionOptions): string {
    if (rule.rule.exceptions_list.length === 0) return '';
    if (this.#known?.items !== items) this.#known = { items, byList: byListKey(items) };
    const own = itemsOf(rule, this.#known.byList);
    const lists = own.flatMap(item => valueListsOf(item).map(({ id }) => this.#numberOf(valueLists.get(id))));
    return JSON.stringify([drops, own.map(({ origin: _, ...item }) => item), lists]);
  }

  #numberOf(list: object | undefined): number {
    if (list === undefined) return 0;
    const number = this.#numbers.get(list) ?? ++this.#lists;
    this.#numbers.set(list, number);
    return number;
  }
}
