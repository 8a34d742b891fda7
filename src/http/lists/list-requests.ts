import type { BookValueList, ValueListBook } from '../../detect/value-list-book.ts';
import { type ValueListType, valueListTypes } from '../../event/value-list.ts';
import { ElasticError } from '../detection/elastic-scope.ts';

export function listOr404(book: ValueListBook, id: string): BookValueList {
  const list = book.list(id);
  if (list === undefined) throw new ElasticError(404, `list id: "${id}" does not exist`);
  return list;
}

/** @throws ElasticError for Elastic's other types, which no exception can look into */
export function knownType(type: string): ValueListType {
  const known = valueListTypes.find(one => one === type);
  if (known === undefined)
    throw new ElasticError(
      400,
      `a value list of type "${type}" is not kept: exceptions look into lists of type ${valueListTypes.join(', ')}`,
    );
  return known;
}
