import { announce } from '../frame/announcements.ts';

/** Byte for byte what was given, never what was drawn of it. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce('copied');
  } catch {
    announce('the browser did not let this page copy');
  }
}
