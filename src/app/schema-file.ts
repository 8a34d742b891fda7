/**
 * The types of fields beyond ECS, read from a file (`--schema FILE`). It is either a list
 *
 *     { "vpc.flow.bytes": "long", "vpc.rule.name": "keyword" }
 *
 * or what Elasticsearch says of its indices: the answer of `GET index/_mapping`, an index or component template, or
 * the bare `properties` of either. Multi-fields, aliases and dotted names are read as Elasticsearch reads them.
 *
 * Elasticsearch's types that mean the same to a query are one type here (`wildcard` is a keyword, `short` a long);
 * those that EQL has no values of are `unsupported`. A type that nobody knows is a warning.
 */
import { readFile } from 'node:fs/promises';
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { nearest } from '../base/did-you-mean.ts';
import { ecsSchema } from '../event/ecs-schema.ts';
import { extendSchema } from '../event/extend-schema.ts';
import type { FieldType, Schema } from '../event/schema.ts';
import { type Checked, type Diagnostic, isError } from '../source/diagnostic.ts';
import { type SourceText, sourceText } from '../source/source-text.ts';
import { reasonOf } from './find-files.ts';
import { type SchemaPlace, schemaMessages as say } from './schema-messages.ts';

/** ECS with the fields of the file; there is a schema unless a diagnostic is an error. */
export async function readSchemaFile(path: string): Promise<Checked<Schema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return { diagnostics: [say.unreadable(path, reasonOf(error))] };
  }
  return readSchema(sourceText(path, text.replace(/^\uFEFF/, '')), ecsSchema);
}

/** `base` with the fields of the text; a field that both know takes the type of the text. */
export function readSchema(source: SourceText, base: Schema): Checked<Schema> {
  const parsed = parse(source);
  if ('problem' in parsed) return { diagnostics: [parsed.problem] };
  const fields = new Fields(source, base);
  const roots = [...mappingsIn(parsed.root)];
  if (roots.length > 0) for (const root of roots) fields.addMapping(root);
  else fields.addList(parsed.root);
  return fields.schema(parsed.root);
}

/** What a type of Elasticsearch means to a query. */
const FIELD_TYPES: ReadonlyMap<string, FieldType> = new Map(
  Object.entries({
    keyword: 'keyword constant_keyword wildcard counted_keyword',
    text: 'text match_only_text pattern_text search_as_you_type annotated_text',
    long: 'long integer short byte unsigned_long',
    double: 'double float half_float scaled_float',
    boolean: 'boolean',
    ip: 'ip',
    date: 'date',
    date_nanos: 'date_nanos',
    version: 'version',
    unsupported:
      'object nested flattened passthrough join binary geo_point geo_shape point shape completion token_count ' +
      'murmur3 percolator rank_feature rank_features dense_vector sparse_vector semantic_text histogram ' +
      'aggregate_metric_double integer_range long_range float_range double_range date_range ip_range unsupported',
  } satisfies Partial<Record<FieldType, string>>).flatMap(([type, names]) =>
    // The keys of the table are field types; Object.entries forgets that.
    names.split(' ').map((name): [string, FieldType] => [name, type as FieldType]),
  ),
);

/** Mappings and the templates they stand in; what is not an object has none. */
function* mappingsIn(node: Node): Iterable<Node> {
  if (node.type === 'array') {
    for (const item of node.children ?? []) yield* mappingsIn(item);
    return;
  }
  if (memberOf(node, 'properties')?.type === 'object' || memberOf(node, 'runtime')?.type === 'object') {
    yield node;
    return;
  }
  for (const { name, value } of membersOf(node)) {
    // `_mapping` answers by index name, where only an object with `mappings` counts.
    if (CONTAINERS.has(name)) yield* mappingsIn(value);
    else if (memberOf(value, 'mappings') !== undefined) yield* mappingsIn(value);
  }
}

const CONTAINERS: ReadonlySet<string> = new Set([
  'mappings',
  'template',
  'index_template',
  'index_templates',
  'component_template',
  'component_templates',
]);

/** Gathers what is said of fields, and what there is to say about it. */
class Fields {
  private readonly source: SourceText;
  private readonly base: Schema;
  private readonly types = new Map<string, FieldType>();
  /** The field that a document holds the value in, where it is another. */
  private readonly sources = new Map<string, string>();
  private readonly diagnostics: Diagnostic[] = [];

  constructor(source: SourceText, base: Schema) {
    this.source = source;
    this.base = base;
  }

  addList(root: Node): void {
    for (const { name, value } of membersOf(root)) {
      if (value.type === 'string') this.add(name, value);
      else this.diagnostics.push(say.noType(this.placeOf(value), name));
    }
  }

  addMapping(root: Node): void {
    for (const { name, value } of membersOf(memberOf(root, 'properties')))
      this.addProperty(name, value, false);
    for (const { name, value } of membersOf(memberOf(root, 'runtime'))) {
      // Without a script its value is what the document holds; the result of a script stands nowhere.
      if (memberOf(value, 'script') !== undefined) this.set(name, 'unsupported', value);
      else this.add(name, memberOf(value, 'type') ?? value);
    }
  }

  schema(root: Node): Checked<Schema> {
    const { diagnostics, types, sources, base } = this;
    if (types.size === 0 && !diagnostics.some(isError)) diagnostics.push(say.noFields(this.placeOf(root)));
    if (diagnostics.some(isError)) return { diagnostics };
    for (const [name, source] of sources) {
      const type = types.get(source) ?? base.typeOf(source);
      if (!types.has(name) && type !== undefined) types.set(name, type);
    }
    const extended = extendSchema(base, Object.fromEntries(types));
    const value: Schema = {
      ...extended,
      sourceOf(path) {
        // An alias may lead to a multi-field.
        const target = sources.get(path) ?? path;
        return sources.get(target) ?? extended.sourceOf?.(target) ?? target;
      },
    };
    return { value, diagnostics };
  }

  private addProperty(path: string, field: Node, isHidden: boolean): void {
    const type = memberOf(field, 'type');
    const inner = memberOf(field, 'properties');
    if (type?.value === 'alias') {
      const target: unknown = memberOf(field, 'path')?.value;
      if (typeof target === 'string') this.sources.set(path, target);
      return;
    }
    if (inner !== undefined || type === undefined) {
      // What stands in a nested field is a document of its own, which EQL cannot reach.
      const hides = isHidden || type?.value === 'nested';
      if (hides) this.set(path, 'unsupported', field);
      for (const { name, value } of membersOf(inner)) this.addProperty(`${path}.${name}`, value, hides);
      return;
    }
    if (isHidden) this.set(path, 'unsupported', field);
    else this.add(path, type);
    for (const { name, value } of membersOf(memberOf(field, 'fields'))) {
      this.sources.set(`${path}.${name}`, path);
      this.addProperty(`${path}.${name}`, value, isHidden);
    }
  }

  private add(path: string, written: Node): void {
    const name: unknown = written.value;
    if (typeof name !== 'string') {
      this.diagnostics.push(say.noType(this.placeOf(written), path));
      return;
    }
    const type = name === 'unknown' ? 'unknown' : FIELD_TYPES.get(name);
    if (type === undefined) {
      const near = nearest(name, FIELD_TYPES.keys());
      this.diagnostics.push(say.unknownType(this.placeOf(written), path, name, near));
    }
    this.set(path, type ?? 'unknown', written);
  }

  private set(path: string, type: FieldType, node: Node): void {
    const first = this.types.get(path);
    if (first === undefined) this.types.set(path, type);
    else if (first !== type) this.diagnostics.push(say.otherType(this.placeOf(node), path, type, first));
  }

  private placeOf(node: Node): SchemaPlace {
    // An object is shown by its brace.
    const length = node.type === 'object' || node.type === 'array' ? 1 : node.length;
    return { source: this.source, span: { start: node.offset, end: node.offset + length } };
  }
}

function parse(source: SourceText): { readonly root: Node } | { readonly problem: Diagnostic } {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(source.text, errors);
  } catch {
    // Nested deeper than the stack of that parser goes.
    return { problem: say.brokenJson({ source, span: { start: 0, end: 1 } }, 'nests too deeply') };
  }
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const { offset: start, length } = first ?? { offset: 0, length: 0 };
    const reason = first === undefined ? 'empty' : wordsOf(printParseErrorCode(first.error));
    return { problem: say.brokenJson({ source, span: { start, end: start + length } }, reason) };
  }
  return { root };
}

/** `CommaExpected` as "comma expected". */
function wordsOf(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

interface Member {
  readonly name: string;
  readonly value: Node;
}

function membersOf(node: Node | undefined): readonly Member[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ name: String(key.value), value }],
  );
}

function memberOf(node: Node, name: string): Node | undefined {
  return membersOf(node).find(member => member.name === name)?.value;
}
