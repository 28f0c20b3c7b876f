import { expect, test } from 'vitest';
import type { AclPolicy } from '../nomad/index.ts';
import { neededCapabilities, permitted, requirePermissions } from './permissions.ts';

type Rules = NonNullable<AclPolicy['RulesJSON']>;
const policy = (RulesJSON: Rules): AclPolicy => ({ Name: 'p', Rules: '', RulesJSON });
const inNamespace = (Name: string, ...Capabilities: string[]) =>
  policy({ Namespaces: [{ Name, Capabilities }] });

test('the rules of all policies count together', () => {
  const { may } = permitted([inNamespace('e2e', 'read-job'), inNamespace('e2e', 'submit-job')], 'e2e');
  expect(['read-job', 'submit-job', 'read-logs'].map(may)).toEqual([true, true, false]);
});

test('what is denied is not given by another policy', () => {
  expect(permitted([inNamespace('e2e', 'deny'), inNamespace('e2e', 'read-job')], 'e2e').may('read-job')).toBe(
    false,
  );
});

test('the rule of the name itself counts, else the closest pattern', () => {
  const rules = policy({
    Namespaces: [
      { Name: '*', Capabilities: ['read-job'] },
      { Name: 'e2e-*', Capabilities: ['read-logs'] },
      { Name: 'e2e-a', Capabilities: ['read-fs'] },
    ],
  });
  const given = (namespace: string) =>
    ['read-job', 'read-logs', 'read-fs'].filter((each) => permitted([rules], namespace).may(each));
  expect(given('e2e-a')).toEqual(['read-fs']);
  expect(given('e2e-b')).toEqual(['read-logs']);
  expect(given('other')).toEqual(['read-job']);
});

test('a pattern is no regular expression', () => {
  expect(permitted([inNamespace('e2e.x', 'read-job')], 'e2e-x').may('read-job')).toBe(false);
});

test('nodes, agents, plugins and variables have rules of their own', () => {
  const Paths = [{ PathSpec: 'nomad/jobs/*', Capabilities: ['write', 'destroy'] }];
  const all = policy({
    Node: { Policy: 'read' },
    Plugin: { Policy: 'deny' },
    Namespaces: [{ Name: 'e2e', Variables: { Paths } }],
  });
  expect(permitted([all], 'e2e')).toMatchObject({
    reads: { node: true, agent: false, plugin: false },
    variables: true,
  });
  expect(permitted([all], 'default').variables).toBe(false);
});

test('host volumes of ours are mounted by a rule for their names', () => {
  const rule = (Name: string, ...Capabilities: string[]) => policy({ HostVolumes: [{ Name, Capabilities }] });
  expect(permitted([rule('nomad-e2e-*', 'mount-readonly', 'mount-readwrite')], 'e2e').hostVolumes).toBe(true);
  expect(permitted([rule('nomad-e2e-*', 'mount-readonly')], 'e2e').hostVolumes).toBe(false);
  expect(permitted([rule('other-*', 'mount-readwrite')], 'e2e').hostVolumes).toBe(false);
});

test('a token that may not do what every suite does is refused with the capabilities and a policy', () => {
  const most = neededCapabilities.filter((each) => each !== 'alloc-exec');
  const token = {
    kind: 'client' as const,
    policies: ['p'],
    ...permitted([inNamespace('e2e', ...most)], 'e2e'),
  };
  expect(() => requirePermissions(token, 'e2e')).toThrow(
    expect.objectContaining({
      code: 'ATTACH_PERMISSIONS',
      exitCode: 3,
      message: 'in the namespace "e2e" the token may not alloc-exec',
    }),
  );
  const enough = permitted([inNamespace('e2e', ...neededCapabilities)], 'e2e');
  expect(() => requirePermissions({ ...token, ...enough }, 'e2e')).not.toThrow();
});
