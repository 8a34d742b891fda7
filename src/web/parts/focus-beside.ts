/**
 * To be called before a row of a table goes: the focus goes on to the row beside it, or to the tab or page that the
 * table stands in, and is never lost.
 */
export function focusBeside(from: Element | null): void {
  const row = from?.closest('tr');
  const beside =
    buttonIn(row?.nextElementSibling) ??
    buttonIn(row?.previousElementSibling) ??
    document.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]') ??
    document.getElementById('page');
  beside?.focus();
}

function buttonIn(row: Element | null | undefined): HTMLElement | null {
  return row?.querySelector('button') ?? null;
}
