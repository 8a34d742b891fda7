/** Views of a page that somebody named: each is what stands behind the `?` of its address. */
export interface SavedView {
  readonly name: string;
  readonly search: string;
}

const MOST_VIEWS = 50;
const MOST_NAME = 60;

/** What a browser has kept; what is none of ours is passed over. */
export function viewsOf(stored: string | null): readonly SavedView[] {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(found) ? found.filter(isView).slice(0, MOST_VIEWS) : [];
}

function isView(value: unknown): value is SavedView {
  const { name, search } = (value ?? {}) as Partial<SavedView>;
  return typeof name === 'string' && typeof search === 'string';
}

/** With the view as the last one, in the place of one of the same name; `problem` says why not. */
export function withView(
  views: readonly SavedView[],
  { name, search }: SavedView,
): { readonly views: readonly SavedView[]; readonly problem?: string } {
  const trimmed = name.trim().slice(0, MOST_NAME);
  if (trimmed === '') return { views, problem: 'A view needs a name.' };
  const others = views.filter(view => view.name !== trimmed);
  if (others.length >= MOST_VIEWS)
    return { views, problem: `There are ${MOST_VIEWS} views: delete one first.` };
  return { views: [...others, { name: trimmed, search: viewSearch(search) }] };
}

/** What of an address makes a view: not which alert is open, nor in which zone it was seen. */
export function viewSearch(search: string): string {
  const params = new URLSearchParams(search);
  for (const name of ['open', 'tab', 'tz']) params.delete(name);
  params.sort();
  return params.toString();
}
