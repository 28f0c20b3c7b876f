import { expect, test } from 'vitest';
import { tokensOf } from './tokens.ts';

const shown = (source: string) =>
  [...tokensOf(source)].filter(({ text }) => text !== '\n').map(({ text, line }) => `${line} ${text}`);

test.each([
  ['a comment of each kind', '# a = "b" {\n// c\n/* d {\n */ e = 1', ['4 e', '4 =', '4 1']],
  ['a heredoc', 'a = <<EOF\n{ "b" = 1\nEOF is near\nEOF\nc', ['1 a', '1 =', '5 c']],
  ['an indented heredoc', 'a = f(<<-E\n  } "\n  E\n)', ['1 a', '1 =', '1 f', '1 (', '4 )']],
  ['an empty heredoc', 'a = <<E\nE\nb', ['1 a', '1 =', '3 b']],
  ['operators with an equals sign', 'a == b != c >= d => e', ['1 a', '1 b', '1 c', '1 d', '1 e']],
  ['names of other scripts', 'größe-1 = 2', ['1 größe-1', '1 =', '1 2']],
])('%s', (_, source, tokens) => {
  expect(shown(source)).toEqual(tokens);
});

test.each([
  ['escaped quotes', String.raw`"a \" { \\"`],
  ['quotes in an interpolation', `"a-\${join("-", ["}", "b"])}"`],
  ['an object in an interpolation', `"\${jsonencode({ a = "\${b["c"]}" })}"`],
  ['a directive', '"%{ if a == "b" }c%{ endif }"'],
  ['escaped interpolations', '"$${a %%{b"'],
])('a text with %s is one token', (_, text) => {
  expect(shown(`${text} z`)).toEqual([`1 ${text.slice(1, -1)}`, '1 z']);
});
