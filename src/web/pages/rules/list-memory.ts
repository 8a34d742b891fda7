/** Where somebody stood in the list of rules, for as long as the page is open: from a rule he comes back there. */
let address = '';
let row: string | undefined;

export function rememberList(search: string, activeId: string | undefined): void {
  address = search;
  row = activeId;
}

/** The list as it was left, as a path of these screens. */
export function listPath(): string {
  return address === '' ? '/rules' : `/rules?${address}`;
}

export function rememberedRow(): string | undefined {
  return row;
}
