import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePictures, scanPicture } from './rule-picture.ts';

const folder = new URL('.', import.meta.url);
for (const file of readdirSync(folder).filter(name => name.endsWith('.txt'))) {
  describe(`rules in ${file}`, () => {
    for (const picture of parsePictures(readFileSync(new URL(file, folder), 'utf8'))) {
      test(picture.name, async () => {
        const { ids, lines } = await scanPicture(picture);
        expect(lines).toEqual(picture.expected);
        // Neither the order nor reading twice makes another alert.
        const order = [...picture.events.keys()].reverse();
        expect((await scanPicture(picture, order)).ids).toEqual(ids);
        expect((await scanPicture(picture, [...order, ...order])).ids).toEqual(ids);
      });
    }
  });
}

test('an event without a time is counted where time decides', async () => {
  const [picture] = parsePictures(
    '# no time\ntype threshold\nthreshold {"value": 1}\n--\ntime 1 x\nuser.name a a\n==>\n: 1 events, 1 to 1',
  );
  if (picture === undefined) throw new Error('no picture');
  const { counts, lines } = await scanPicture(picture);
  expect(lines).toEqual(picture.expected);
  expect(counts.untimed).toBe(1);
});
