/**
 * Of a bulk body, the verbs of its actions; undefined where it is to be refused as a whole. On texts, line by line, as
 * plainly as can be.
 */
export function naiveBulk(body: string): readonly string[] | undefined {
  const lines = body.split('\n').filter(line => !/^[ \t\r]*$/.test(line));
  const verbs: string[] = [];
  while (lines.length > 0) {
    const verb = verbOf(lines.shift() ?? '');
    if (verb === undefined) return undefined;
    if (verb !== 'delete' && lines.shift() === undefined) return undefined;
    verbs.push(verb);
  }
  return verbs.length === 0 ? undefined : verbs;
}

function verbOf(line: string): string | undefined {
  let action: unknown;
  try {
    action = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof action !== 'object' || action === null || Array.isArray(action)) return undefined;
  const [[verb, meta] = ['', undefined], ...others] = Object.entries(action) as [string, unknown][];
  if (others.length > 0 || !['index', 'create', 'update', 'delete'].includes(verb)) return undefined;
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return undefined;
  const { _id, _index, op_type } = meta as { readonly [key: string]: unknown };
  const isName = (name: unknown): boolean => name == null || ['string', 'number'].includes(typeof name);
  if (!isName(_id) || !isName(_index)) return undefined;
  return verb === 'index' && op_type === 'create' ? 'create' : verb;
}
