import { expect, test } from 'vitest';
import { html, scriptJson } from './escape.ts';

test('every value but HTML is escaped', () => {
  const evil = `"><img src=x onerror='a()'>&`;
  expect(html`<p title="${evil}">${[evil, html`<b>${1}</b>`]}${false}${undefined}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;">&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;<b>1</b></p>',
  );
});

test('characters that XML does not allow are replaced', () => {
  expect(html`${'\u001b[31mred\u0000\ud800'}`.text).toBe('\ufffd[31mred\ufffd\ufffd');
  expect(html`${'a\tb\nc 😀'}`.text).toBe('a\tb\nc 😀');
});

test('JSON within a script element cannot end it', () => {
  const value = { a: '</script><!--<script>\u2028' };
  const { text } = scriptJson(value);
  expect(text).not.toMatch(/[<>\u2028]/);
  expect(JSON.parse(text)).toEqual(value);
});
