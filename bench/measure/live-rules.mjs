// All live rules of the public ones, those in EQL if not asked otherwise, read where they lie beside the repository and never copied.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

const FOLDER = '../shared/data/rules';

export const NO_RULES = `nothing to measure: no public rules lie beside the repository, in ${FOLDER}\n`;

/** Of all types that run here. */
export const RUNNING_TYPES = ['eql', 'query', 'threshold', 'new_terms', 'threat_match'];

/** Their files in order; undefined where there are none. */
export function liveRuleFiles(types = ['eql']) {
  if (!existsSync(FOLDER)) return undefined;
  return readdirSync(FOLDER, { recursive: true })
    .filter(file => file.endsWith('.toml'))
    .sort()
    .map(file => `${FOLDER}/${file}`)
    .filter(path => {
      const { metadata, rule } = parse(readFileSync(path, 'utf8'));
      return metadata.maturity === 'production' && types.includes(rule.type);
    });
}

/** The same, ready to run. @returns {Promise<object[] | undefined>} `{rule, plan, indices}` each */
export async function liveRules(types) {
  const files = liveRuleFiles(types);
  if (files === undefined) return undefined;
  // What is measured is what was built: only who needs it needs a build.
  const [{ compileRule }, { loadRuleText }, { sourceText }] = await Promise.all([
    import('../../dist/rules/compile-rule.js'),
    import('../../dist/rules/load-rules.js'),
    import('../../dist/source/source-text.js'),
  ]);
  return files.map(path => {
    const { value } = compileRule(loadRuleText(sourceText(path, readFileSync(path, 'utf8'))).rules[0].value);
    if (value === undefined) throw new Error(`${path} does not compile`);
    return value;
  });
}
