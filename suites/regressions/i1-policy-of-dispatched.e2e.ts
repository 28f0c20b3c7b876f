import { expect, test } from '../../harness/index.ts';

// nomad#17018: the policies of a job were looked up by the dispatched job's id, which nobody can name beforehand.
test('a dispatched job reads a variable by the policy of its parent', async ({ nomad, scope }) => {
  scope.needsCluster('management');
  scope.needsCluster('variables');
  const path = scope.name('shared');
  scope.defer('delete the variable', () => nomad.variables.delete(path));
  await nomad.variables.put({ Path: path, Items: { word: 'shared' } });
  const job = await scope.job('regressions/variable.nomad.hcl', {
    path,
    type: 'batch',
    script: 'cat local/word',
  });
  job.ParameterizedJob = { Payload: 'forbidden' };
  const { ID: JobID, Namespace = 'default' } = job;
  const Rules = `namespace "${Namespace}" { variables { path "${path}" { capabilities = ["read"] } } }`;
  scope.defer('delete the policy', () => nomad.acl.deletePolicy(scope.id));
  await nomad.acl.putPolicy({ Name: scope.id, Rules, JobACL: { Namespace, JobID } });
  await nomad.jobs.register(job);

  const { DispatchedJobID } = await nomad.jobs.dispatch(JobID);
  const log = await scope.waits
    .allocationsOf(DispatchedJobID, (all) => all.find(({ ClientStatus }) => ClientStatus === 'complete'))
    .then(
      ({ ID }) => nomad.allocations.logs(ID, { task: 'main', type: 'stdout' }),
      (error: Error) => `not complete: ${error.message}`,
    );

  scope.knownBug('I1', () => expect(log).toBe('shared\n'));
});
