import { expect, test } from 'vitest';
import { html, link } from './html.ts';

test('values are text, whatever they hold', () => {
  const value = `<script>alert("1")</script>&'\u202e\u001b[2J`;
  expect(html`<p title="${value}">${value}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\\u{202e}\\u{1b}[2J">' +
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\\u{202e}\\u{1b}[2J</p>',
  );
});

test('templates go into templates as they are, lists of them too, and nothing where there is nothing', () => {
  const items = ['a', '<b>'].map(item => html`<li>${item}</li>`);
  expect(html`<ul>${items}${undefined}</ul>${3}`.markup).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>3');
});

test.each([
  [
    'https://example.org/a?b=1&c="x"',
    '<a href="https://example.org/a?b=1&amp;c=&quot;x&quot;" rel="noopener noreferrer">t</a>',
  ],
  ['javascript:alert(1)', 't'],
  ['data:text/html,x', 't'],
  [' https://example.org', 't'],
])('a link to %s', (address, markup) => {
  expect(link(address, 't').markup).toBe(markup);
});
