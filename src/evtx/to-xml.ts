import type { EvtxElement, EvtxInstruction } from './element.ts';

/**
 * The XML of a record, on one line as Windows exports it, well formed whatever the values hold: what XML cannot
 * say (control characters) becomes U+FFFD.
 */
export function toXml(element: EvtxElement): string {
  const { name, attributes, children, text, mixed } = element;
  let start = `<${name}`;
  for (const key of Object.keys(attributes)) start += ` ${key}="${escapeAttribute(attributes[key] ?? '')}"`;
  const content = mixed === undefined ? escapeText(text) + children.map(toXml).join('') : mixedXml(mixed);
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`;
}

function mixedXml(mixed: readonly (EvtxElement | string | EvtxInstruction)[]): string {
  return mixed
    .map(part => {
      if (typeof part === 'string') return escapeText(part);
      if ('target' in part) return `<?${part.target} ${printable(part.data).replaceAll('?>', '? >')}?>`;
      return toXml(part);
    })
    .join('');
}

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

function escapeText(text: string): string {
  return printable(text).replaceAll(/[&<>\r]/g, character => ESCAPES[character] ?? character);
}

/** Line ends and tabs in attributes would come back as blanks. */
function escapeAttribute(text: string): string {
  return printable(text).replaceAll(/[&<>"\r\n\t]/g, character => ESCAPES[character] ?? character);
}

/** Without the characters that XML 1.0 has no way to write. */
function printable(text: string): string {
  return text.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\p{Surrogate}\ufffe\uffff]/gu, '\ufffd');
}
