/** What a proxy put before the server's paths, as the server wrote it into the page; empty without one. */
export const basePath: string =
  document.querySelector<HTMLMetaElement>('meta[name="tripline-base"]')?.content ?? '';
