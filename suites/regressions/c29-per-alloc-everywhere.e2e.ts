import { expect, test } from '../../harness/index.ts';

// nomad#16030: allocations of such jobs have no index, and the first of them waited for a volume of that name.
test('validation refuses a per_alloc volume of a system job', async ({ nomad, scope }) => {
  const job = await scope.job('regressions/every-node.nomad.hcl');
  const volume = { Type: 'csi', Source: scope.name('any'), PerAlloc: true };
  const modes = { AccessMode: 'single-node-writer', AttachmentMode: 'file-system' };
  for (const group of job.TaskGroups ?? []) group.Volumes = { data: { Name: 'data', ...volume, ...modes } };

  const { ValidationErrors } = await nomad.jobs.validate(job);

  const errors = (ValidationErrors ?? []).join('; ');
  scope.knownBug('C29', () => expect(errors).toMatch(/per_alloc for system or sysbatch jobs/));
});
