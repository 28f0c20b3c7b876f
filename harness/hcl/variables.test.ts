import { expect, test } from 'vitest';
import { resolveText, variablesOf } from './variables.ts';

const body = {
  variable: {
    tag: [{ default: '1.0', type: '$' + '{string}' }],
    repo: [{}],
    list: [{ default: ['a'] }],
  },
  locals: [{ image: '$' + '{var.repo}/web:$' + '{var.tag}' }],
};
const variables = variablesOf(body, { repo: 'example' });

test('a value given goes before the default, and locals are followed', () => {
  expect(resolveText('$' + '{local.image}', variables)).toEqual({ text: 'example/web:1.0' });
  expect(resolveText('$' + '{var.tag}', variablesOf(body, { tag: '2' }))).toEqual({ text: '2' });
});

test.each([
  ['web:$' + '{NOMAD_META_tag}', 'run-time'],
  ['web:$' + '{meta.tag}', 'run-time'],
  ['web:$' + '{lower(var.tag)}', 'nomad'],
  ['web:$' + '{var.list}', 'nomad'],
  ['web:%{ if true }1%{ endif }', 'nomad'],
])('%s is known later, by %s', (text, laterBy) => {
  expect(resolveText(text, variables)).toMatchObject({ laterBy });
});

test('an escaped reference is text', () => {
  expect(resolveText('$' + '$' + '{var.tag}', variables)).toEqual({ text: '$' + '$' + '{var.tag}' });
});

test('the value of a variable is data', () => {
  const known = variablesOf(body, { repo: '$' + '{var.tag}' });
  expect(resolveText('$' + '{var.repo}', known)).toMatchObject({ text: '$' + '{var.tag}' });
});

test('a ring of locals is left to Nomad', () => {
  const ring = { locals: [{ a: '$' + '{local.b}', b: '$' + '{local.a}' }] };
  expect(resolveText('$' + '{local.a}', variablesOf(ring, {}))).toMatchObject({ laterBy: 'nomad' });
});

test('a variable without a value is a mistake at its block', () => {
  expect(variablesOf(body, {}).mistakes).toEqual([
    { path: ['variable', 'repo', 0], reason: expect.stringContaining('--var repo=<value>') },
  ]);
  expect(variables.mistakes).toEqual([]);
});
