import { expect, type Scope, type TaskGroup, test } from '../../harness/index.ts';

type Disconnect = NonNullable<TaskGroup['Disconnect']>;

const mayComeBack = { LostAfter: 600e9, Replace: false };

// nomad#27053: a client with work that may come back is "disconnected", not "down", and what was lost there was lost again each time.
test.for([
  ['is replaced', undefined],
  ['is replaced beside work that may come back', mayComeBack],
] as const)('work that stops on a lost client %s', async ([, beside], { cluster, scope }) => {
  scope.needsNomad('1.8.0', 'the block "disconnect"');
  const node = await scope.addClient();
  const stops = { StopOnClientAfter: cluster.stopOnClientAfterMs * 1e6 };
  const lost = await placed('stopped', stops, scope);
  const other = beside && (await placed('kept', beside, scope));
  await scope.addClient();
  scope.defer('let the agent go on', () => node.agent.stop('CONT'));
  await node.agent.stop('STOP');
  await scope.waits.nodeStatus(node.nomadNodeId ?? '', other ? 'disconnected' : 'down');

  const state = await scope.waits.lostReplaced({ jobId: lost.JobID, lost: lost.ID }).then(
    () => 'replaced',
    (error: Error) => error.message,
  );
  if (!other) return expect(state).toBe('replaced');
  // Else the allocation could not be told to end.
  await node.agent.stop('CONT');
  await scope.waits.allocationRunning(other.ID);
  scope.knownBug('D1', () => expect(state).toBe('replaced'));
});

/** While its deployment is under way, Nomad replaces nothing of a group. */
async function placed(name: string, disconnect: Disconnect, scope: Scope) {
  const job = await scope.job('regressions/script.nomad.hcl', { job_id: scope.name(name) });
  job.NodePool = scope.id;
  for (const group of job.TaskGroups ?? []) group.Disconnect = disconnect;
  return await (await scope.submit(job)).deployed();
}
