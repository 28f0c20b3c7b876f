import { expect, test } from '../../harness/index.ts';

// nomad#12337: such a job passed, and its second allocation failed for as long as the first one lived.
test.for([
  { count: '2', faults: /volume with single-node-writer access mode allows only one reader or writer/ },
  { count: '1', faults: /^$/ },
])(
  'validation of $count writers of a single-node-writer volume',
  async ({ count, faults }, { nomad, scope }) => {
    const job = await scope.job('csi/writer.nomad.hcl', { volume_id: scope.name('any'), count });

    const { ValidationErrors } = await nomad.jobs.validate(job);

    expect((ValidationErrors ?? []).join('; ')).toMatch(faults);
  },
);
