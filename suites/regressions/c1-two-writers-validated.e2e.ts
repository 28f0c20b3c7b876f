import { expect, type NomadClient, type Scope, test } from '../../harness/index.ts';

// nomad#12337: such a job passed, and its second allocation failed for as long as the first one lived.
test('validation refuses two writers of a single-node-writer volume', async ({ nomad, scope }) => {
  const errors = await errorsOf('2', { nomad, scope });

  const oneOnly = /volume with single-node-writer access mode allows only one reader or writer/;
  scope.knownBug('C1', () => expect(errors).toMatch(oneOnly));
});

test('validation accepts one writer of a single-node-writer volume', async ({ nomad, scope }) => {
  expect(await errorsOf('1', { nomad, scope })).toBe('');
});

async function errorsOf(count: string, { nomad, scope }: { nomad: NomadClient; scope: Scope }) {
  const job = await scope.job('csi/writer.nomad.hcl', { volume_id: scope.name('any'), count });
  const { ValidationErrors } = await nomad.jobs.validate(job);
  return (ValidationErrors ?? []).join('; ');
}
