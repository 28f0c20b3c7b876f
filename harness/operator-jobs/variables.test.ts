import { expect, test } from 'vitest';
import { resolveText, scopeOf } from './variables.ts';

const body = {
  variable: {
    tag: [{ default: '1.0', type: '$' + '{string}' }],
    repo: [{}],
    list: [{ default: ['a'] }],
  },
  locals: [{ image: '$' + '{var.repo}/web:$' + '{var.tag}' }],
};
const scope = scopeOf(body, { repo: 'example' });

test('a value given goes before the default, and locals are followed', () => {
  expect(resolveText('$' + '{local.image}', scope)).toEqual({ text: 'example/web:1.0' });
  expect(resolveText('$' + '{var.tag}', scopeOf(body, { tag: '2' }))).toEqual({ text: '2' });
});

test.each([
  ['web:$' + '{NOMAD_META_tag}', 'run-time'],
  ['web:$' + '{meta.tag}', 'run-time'],
  ['web:$' + '{lower(var.tag)}', 'nomad'],
  ['web:$' + '{var.list}', 'nomad'],
])('%s can only be told later, by %s', (text, laterBy) => {
  expect(resolveText(text, scope)).toMatchObject({ laterBy });
});

test('a variable without a value is a fault at its block', () => {
  expect(scopeOf(body, {}).faults).toEqual([
    { path: ['variable', 'repo', 0], reason: expect.stringContaining('--var repo=<value>') },
  ]);
  expect(scope.faults).toEqual([]);
});
