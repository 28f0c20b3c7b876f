import { expect, test } from 'vitest';
import { createNamespaces, createVariables, launchesHavePolicies } from './create-variables.ts';
import type { Stage } from './stage.ts';

/** A stage whose Nomad notes what it is asked. */
function stage() {
  const asked: unknown[] = [];
  const note = (what: string) => async (body: object) => void asked.push({ what, ...body });
  const nomad = {
    namespaces: { create: note('namespace') },
    variables: { put: note('variable') },
    acl: { putPolicy: note('policy') },
  };
  const lines: string[] = [];
  const made = {
    cluster: { nomad, version: '1.5.6' },
    onProgress: (line: string) => lines.push(line),
  } as unknown as Stage;
  return { stage: made, asked, lines };
}

const parsed = (ID: string, Namespace: string) => ({
  file: 'a',
  ...{ notes: [], lines: {} },
  job: { ID, Name: ID, Namespace },
});

test('a variable is made in the namespace of each job, and jobs may read a path that is not theirs', async () => {
  const { stage: made, asked, lines } = stage();
  const jobs = [parsed('web', 'shop'), parsed('db', 'default')];
  const variables = [
    { path: 'nomad/jobs/web', items: { port: '80' } },
    { path: 'shared/db', namespace: 'ops', items: { password: 'Rain-In-May-31' } },
  ];
  await createNamespaces(variables, jobs, made);
  await createVariables(variables, jobs, made);
  const rules = expect.stringMatching(/^namespace "ops" \{\s+variables \{\s+path "shared\/db"/);
  expect(asked).toEqual([
    { what: 'namespace', Name: 'shop' },
    { what: 'namespace', Name: 'ops' },
    { what: 'variable', Path: 'nomad/jobs/web', Namespace: 'shop', Items: { port: '80' } },
    { what: 'variable', Path: 'nomad/jobs/web', Namespace: 'default', Items: { port: '80' } },
    { what: 'variable', Path: 'shared/db', Namespace: 'ops', Items: { password: 'Rain-In-May-31' } },
    ...jobs.map(({ job: { ID: JobID, Namespace } }, at) => ({
      ...{ what: 'policy', Name: `own-${at + 1}-ops-shared-db`, Rules: rules, JobACL: { Namespace, JobID } },
    })),
  ]);
  expect(lines.join()).not.toContain('Rain');
});

test('where launches have no policy of their job it is said that they cannot read the variable', async () => {
  const { stage: made, lines } = stage();
  const nightly = parsed('nightly', 'default');
  const jobs = [
    parsed('web', 'default'),
    { ...nightly, job: { ...nightly.job, Periodic: { Enabled: true } } },
  ];
  await createVariables([{ path: 'shared/db', items: { password: 'x' } }], jobs, made);
  expect(lines.slice(1)).toEqual([
    'job web: may read shared/db, by a policy that the rehearsal gives it',
    expect.stringMatching(
      /^warning: job nightly: its launches cannot read shared\/db on 1\.5\.6: nomad#17018/,
    ),
  ]);
});

test.each([
  ['1.4.10', false],
  ['1.4.11', true],
  ['1.5.6', false],
  ['1.5.7', true],
  ['1.6.0', true],
  ['2.0.5', true],
])('launches on %s have the policies of their job: %s', (version, holds) => {
  expect(launchesHavePolicies(version)).toBe(holds);
});
