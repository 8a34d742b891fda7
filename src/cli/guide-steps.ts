/**
 * The first steps of an investigation guide: the first list under a heading that speaks of investigating, as
 * plain text. Guides are Markdown from whoever wrote the rule; nothing of it is interpreted beyond that.
 */
export function guideSteps(note: string, most: number): readonly string[] {
  const lines = note.split(/\r?\n/);
  const heading = lines.findIndex((line, at) => /investigat/i.test(line) && hasListBelow(lines, at));
  const steps: string[] = [];
  for (const line of lines.slice(heading < 0 ? 0 : heading + 1)) {
    const item = ITEM.exec(line)?.[1];
    if (item !== undefined) steps.push(plain(item));
    else if (steps.length > 0 && line.trim() !== '') break;
    if (steps.length === most) break;
  }
  return steps;
}

const ITEM = /^\s{0,3}(?:[-*+]|\d{1,3}[.)])\s+(.*)$/;

/** Whether the next thing said below is a list, as of a heading or of a line that introduces one. */
function hasListBelow(lines: readonly string[], at: number): boolean {
  const next = lines.slice(at + 1).find(line => line.trim() !== '');
  return next !== undefined && ITEM.test(next) && !ITEM.test(lines[at] ?? '');
}

/** Markdown's marks taken off; what stands in back-ticks keeps every character. */
function plain(markdown: string): string {
  const parts = markdown.split(/`([^`]+)`/);
  return parts
    .map((part, at) => (at % 2 === 1 ? part : withoutMarks(part)))
    .join('')
    .trim();
}

function withoutMarks(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*{1,3})(?=\S)([^*]*[^*\s])\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^_]*[^_\s])\1(?![\p{L}\p{N}_])/gu, '$2');
}
