import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerOf } from './compatibility-answer.ts';
import { readCompatibilitySection } from './compatibility-cases.ts';

const FOLDER = 'test/cases/compatibility';

for (const file of readdirSync(FOLDER).sort()) {
  const section = readCompatibilitySection(readFileSync(`${FOLDER}/${file}`, 'utf8'));
  describe(section.title, () => {
    test.each(section.cases.map(each => [each.construct, each] as const))('%s', async (_, each) => {
      expect((await answerOf(each)).join('\n')).toBe(each.answer.join('\n'));
    });
  });
}

test('a case that is not of the form is refused, whatever it lacks', () => {
  const whole = 'Title\nAbout.\n\n# construct\nsame\nany where true\non\n{}\n=>\n1\n';
  expect(readCompatibilitySection(whole).cases).toHaveLength(1);
  for (const part of ['same\n', 'any where true\n', '=>\n1\n'])
    expect(() => readCompatibilitySection(whole.replace(part, ''))).toThrow('construct');
  expect(() => readCompatibilitySection(whole.replace('same', 'differs'))).toThrow('construct');
});
