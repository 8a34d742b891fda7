/** The wordings of what is wrong with a configuration. */
import type { Diagnostic } from '../../source/diagnostic.ts';
import { quote } from '../../source/quote.ts';
import type { SourceText } from '../../source/source-text.ts';
import type { Span } from '../../source/span.ts';

/** Where in the file; undefined: all of it, as its places are not known. */
export interface SettingPlace {
  readonly source: SourceText;
  readonly span: Span | undefined;
}

export const settingsMessages = {
  unreadable: (path: string, reason: string): Diagnostic => ({
    code: 'CLI020',
    severity: 'error',
    message: `the configuration \`${path}\` cannot be read: ${reason}`,
    labels: [],
    file: path,
    notes: [],
    help: 'check the path and its permissions',
  }),
  brokenToml: (place: SettingPlace, reason: string): Diagnostic =>
    at(place, 'CLI021', 'the configuration is not TOML', reason),
  unknownSetting: (place: SettingPlace, name: string, near: string | undefined): Diagnostic => ({
    ...at(place, 'CLI022', `there is no setting ${quote(name)}`, ''),
    help:
      near === undefined
        ? 'settings have the names of flags: `tripline serve --help` lists them'
        : `did you mean \`${near}\`?`,
    ...(near === undefined || place.span === undefined ? {} : { replacement: near }),
  }),
  wrongValue: (place: SettingPlace, name: string, expected: string): Diagnostic =>
    at(place, 'CLI023', `\`${name}\` has a wrong value`, expected),
  wrongVariable: (variable: string, expected: string): Diagnostic => ({
    code: 'CLI023',
    severity: 'error',
    message: `\`${variable}\` in the environment has a wrong value: ${expected}`,
    labels: [],
    notes: [],
    help: 'mend it, or take it out of the environment',
  }),
};

function at(
  { source, span }: SettingPlace,
  code: Diagnostic['code'],
  message: string,
  label: string,
): Diagnostic {
  if (span !== undefined)
    return { code, severity: 'error', message, labels: [{ source, span, text: label }], notes: [] };
  const whole = label === '' ? message : `${message}: ${label}`;
  return { code, severity: 'error', message: whole, labels: [], file: source.name, notes: [] };
}
