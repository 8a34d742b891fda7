/** A quarter of an hour before and after. */
const AROUND_MS = 15 * 60_000;

/** Where Hunt asks this around an instant, below the screens' root; without one (or NaN) over its usual time. */
export function huntPathOf(kql: string, atMs: number | undefined): string {
  const range: Record<string, string> =
    atMs === undefined || Number.isNaN(atMs)
      ? {}
      : {
          from: new Date(atMs - AROUND_MS).toISOString(),
          to: new Date(atMs + AROUND_MS).toISOString(),
        };
  return `/hunt?${new URLSearchParams({ lang: 'kql', q: kql, ...range })}`;
}
