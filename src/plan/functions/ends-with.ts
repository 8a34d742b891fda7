import { foldCase } from '../../event/text-case.ts';
import type { FunctionDefinition } from './function-definition.ts';

export const endsWith: FunctionDefinition = {
  name: 'endsWith',
  parameters: [
    { name: 'source', type: 'string' },
    { name: 'ending', type: 'string' },
  ],
  returns: 'boolean',
  hasCaseInsensitiveVariant: true,
  doc: 'Whether a text ends with another.',
  examples: [
    { expr: 'endsWith("regsvr32.exe", ".exe")', result: true },
    { expr: 'endsWith("regsvr32.EXE", ".exe")', result: false },
    { expr: 'endsWith~("regsvr32.EXE", ".exe")', result: true },
    { expr: 'endsWith("regsvr32.exe", "")', result: true },
    { expr: 'endsWith(null, ".exe")', result: null },
  ],
  evaluate([source, ending], ignoreCase) {
    if (typeof source !== 'string' || typeof ending !== 'string') return null;
    return ignoreCase ? foldCase(source).endsWith(foldCase(ending)) : source.endsWith(ending);
  },
};
