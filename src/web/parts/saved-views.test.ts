import { describe, expect, test } from 'vitest';
import { viewSearch, viewsOf, withView } from './saved-views.ts';

describe('views that a browser keeps', () => {
  test.each([null, '', 'no json', '{}', '[1,null,{"name":1}]'])('are none in %j', stored => {
    expect(viewsOf(stored)).toEqual([]);
  });

  test('are read as they were written', () => {
    const { views } = withView([], { name: ' Night ', search: 'to=now&from=now-7d&open=x' });
    expect(views).toEqual([{ name: 'Night', search: 'from=now-7d&to=now' }]);
    expect(viewsOf(JSON.stringify(views))).toEqual(views);
  });
});

describe('a new view', () => {
  test('takes the place of the one of its name', () => {
    const before = [{ name: 'a', search: 'x=1' }];
    expect(withView(before, { name: 'a', search: 'x=2' }).views).toEqual([{ name: 'a', search: 'x=2' }]);
  });

  test('without a name is refused', () => {
    expect(withView([], { name: '  ', search: '' })).toEqual({ views: [], problem: 'A view needs a name.' });
  });

  test('beyond the bound is refused', () => {
    const full = Array.from({ length: 50 }, (_, at) => ({ name: `v${at}`, search: '' }));
    expect(withView(full, { name: 'one more', search: '' }).problem).toMatch(/delete one/);
  });
});

test('the same filters in another order are the same view', () => {
  expect(viewSearch('?b=1&a=2&open=u')).toBe(viewSearch('a=2&b=1'));
});
