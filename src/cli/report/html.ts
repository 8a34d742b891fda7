/**
 * HTML from templates in which every value is text: rules and events are hostile, and nothing of theirs may
 * become markup. Only what a template made itself (`Html`) goes in as it is.
 */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly Part[];

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: texts.map((text, at) => (at === 0 ? text : markupOf(parts[at - 1]) + text)).join('') };
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  if (isList(part)) return part.map(markupOf).join('');
  return part.markup;
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}

/** Safe as text and inside quoted attributes; control characters, which no page shows, become visible. */
function escaped(text: string): string {
  return text.replace(
    /[&<>"'\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    character => {
      const known = ENTITIES[character];
      return known ?? `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
    },
  );
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A link only where the address is a web page; anything else stays text. */
export function link(address: string, text: string): Html {
  return /^https?:\/\/[^\s]+$/i.test(address)
    ? html`<a href="${address}" rel="noopener noreferrer">${text}</a>`
    : html`${text}`;
}
