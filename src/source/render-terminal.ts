/**
 * Diagnostics for people, in a terminal:
 *
 *     error[EQL102]: unknown field `process.nmae`
 *      --> rules/dllhost.toml:41:46
 *        |
 *     41 | [process where host.os.type == "windows" and process.nmae : "dllhost.exe"]
 *        |                                              ^^^^^^^^^^^^ not in ECS
 *        = help: did you mean `process.name`?
 *
 * Each label underlines its text in a row of its own, `^` for the primary one and `-` for the others; other
 * files follow after `:::`. Everything that is not ours passes through `display-text.ts`, so that no text of
 * a rule or an event reaches the terminal as a command to it.
 */
import picocolors from 'picocolors';
import type { Diagnostic, Label, Severity } from './diagnostic.ts';
import { visible } from './display-text.ts';
import { placeOfLabel } from './label-place.ts';
import { type Excerpt, excerpt } from './source-excerpt.ts';
import { lineText, type SourceText } from './source-text.ts';

export interface RenderOptions {
  readonly color: boolean;
  /** How many are shown; of the others only the number is said. */
  readonly most?: number;
}

/** In the order given (`sortDiagnostics` makes the usual one), a blank line between two, a line end at the end. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  const palette = paletteOf(options.color);
  const shown = diagnostics.slice(0, options.most ?? diagnostics.length);
  const blocks = shown.map(diagnostic => renderDiagnostic(diagnostic, palette));
  const hidden = diagnostics.length - shown.length;
  if (hidden > 0) blocks.push(`… and ${hidden} more\n`);
  return blocks.join('\n');
}

interface Palette {
  readonly severity: { readonly [S in Severity]: (text: string) => string };
  readonly message: (text: string) => string;
  readonly frame: (text: string) => string;
  readonly other: (text: string) => string;
}

function paletteOf(color: boolean): Palette {
  const { bold, red, yellow, cyan, blue } = picocolors.createColors(color);
  return {
    severity: {
      error: text => bold(red(text)),
      warning: text => bold(yellow(text)),
      hint: text => bold(cyan(text)),
    },
    message: bold,
    frame: blue,
    other: blue,
  };
}

/** One printed row of source and underline: a label's first line, or its last one where it spans several. */
interface Mark {
  readonly file: SourceText;
  readonly line: number;
  readonly startColumn: number;
  readonly endColumn: number;
  readonly text: string;
  readonly isPrimary: boolean;
}

function renderDiagnostic(diagnostic: Diagnostic, palette: Palette): string {
  const marks = diagnostic.labels.flatMap((label, index) => marksOf(label, index === 0));
  // Two columns at least, so that the point of the arrow stands above the bars.
  const gutter = Math.max(2, ...marks.map(mark => String(mark.line).length));
  const severity = palette.severity[diagnostic.severity];
  const out = [
    `${severity(`${diagnostic.severity}[${diagnostic.code}]`)}${palette.message(`: ${visible(diagnostic.message)}`)}`,
  ];
  const files = [...new Set(marks.map(mark => mark.file))];
  for (const [index, file] of files.entries()) {
    const inFile = marks.filter(mark => mark.file === file);
    const [first] = inFile;
    if (first === undefined) continue;
    const arrow = index === 0 ? '-->' : ':::';
    out.push(
      `${frame(' '.repeat(gutter - 1) + arrow)} ${visible(file.name)}:${first.line}:${first.startColumn}`,
      frame(`${' '.repeat(gutter)} |`),
      ...renderMarks(inFile, gutter, severity, palette),
    );
  }
  if (files.length === 0 && diagnostic.file !== undefined)
    out.push(`${frame(`${' '.repeat(gutter - 1)}-->`)} ${visible(diagnostic.file)}`);
  for (const note of diagnostic.notes) out.push(remark('note', note));
  if (diagnostic.help !== undefined) out.push(remark('help', diagnostic.help));
  return out.map(line => `${line}\n`).join('');

  function frame(text: string): string {
    return palette.frame(text);
  }
  function remark(kind: string, text: string): string {
    return `${frame(`${' '.repeat(gutter)} =`)} ${palette.message(`${kind}:`)} ${visible(text)}`;
  }
}

function marksOf(label: Label, isPrimary: boolean): readonly Mark[] {
  const { start, end } = placeOfLabel(label);
  const file = start.source;
  // A text that ends with a line end ends on that line, not at the start of the next one.
  const last = end.line > start.line && end.column === 1 ? end.line - 1 : end.line;
  const lastColumn = last === end.line ? end.column : lineText(file, last).length + 1;
  const mark = (line: number, startColumn: number, endColumn: number, text: string): Mark => ({
    file,
    line,
    startColumn,
    endColumn,
    text,
    isPrimary,
  });
  if (last === start.line) return [mark(last, start.column, lastColumn, label.text)];
  const indent = lineText(file, last).search(/\S|$/);
  return [
    mark(start.line, start.column, lineText(file, start.line).length + 1, ''),
    mark(last, Math.min(indent + 1, lastColumn), lastColumn, label.text),
  ];
}

function renderMarks(
  marks: readonly Mark[],
  gutter: number,
  severity: (text: string) => string,
  palette: Palette,
): readonly string[] {
  const out: string[] = [];
  let previous: { line: number; source: string } | undefined;
  for (const mark of [...marks].sort((a, b) => a.line - b.line || a.startColumn - b.startColumn)) {
    const cut: Excerpt = excerpt(lineText(mark.file, mark.line), mark.startColumn - 1, mark.endColumn - 1);
    if (previous !== undefined && mark.line > previous.line + 1) out.push(palette.frame('...'));
    // Two labels in one line share the line, unless it is so long that each shows its own part of it.
    if (previous?.line !== mark.line || previous.source !== cut.source)
      out.push(`${palette.frame(`${String(mark.line).padStart(gutter)} |`)} ${cut.source}`.trimEnd());
    const paint = mark.isPrimary ? severity : palette.other;
    const underline = (mark.isPrimary ? '^' : '-').repeat(cut.width);
    const said = mark.text === '' ? '' : ` ${visible(mark.text)}`;
    out.push(
      `${palette.frame(`${' '.repeat(gutter)} |`)} ${' '.repeat(cut.column)}${paint(underline + said)}`,
    );
    previous = { line: mark.line, source: cut.source };
  }
  return out;
}
