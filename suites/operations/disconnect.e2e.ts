import {
  type AllocationListStub,
  expect,
  hasEnded,
  partition,
  type TaskGroup,
  taskProcesses,
  test,
} from '../../harness/index.ts';

type Disconnect = NonNullable<TaskGroup['Disconnect']>;

const lasting = { LostAfter: 600e9 };
const replaced = { ...lasting, Replace: true };

/** What a group says, what its allocation and others are while their client is cut off, and which one runs when it is back. */
const forms: [name: string, says: Disconnect | undefined, cut: string, back: string][] = [
  ['nothing', undefined, 'lost, replaced', 'replacement'],
  ['lost-soon', { LostAfter: 10e9 }, 'lost, replaced', 'replacement'],
  ['kept', { ...lasting, Replace: false }, 'unknown', 'original'],
  ['keep-original', { ...replaced, Reconcile: 'keep_original' }, 'unknown, replaced', 'original'],
  ['keep-replacement', { ...replaced, Reconcile: 'keep_replacement' }, 'unknown, replaced', 'replacement'],
  ['longest-running', { ...replaced, Reconcile: 'longest_running' }, 'unknown, replaced', 'original'],
  ['best-score', { ...replaced, Reconcile: 'best_score' }, 'unknown, replaced', 'original'],
];

// https://developer.hashicorp.com/nomad/docs/job-specification/disconnect
test('a group gets what its disconnect block says while its client is cut off and when it is back', async ({
  cluster,
  nomad,
  scope,
}) => {
  scope.needsNomad('1.8.0', 'the block "disconnect"');
  const node = await scope.addClient();
  const jobs = await Promise.all(
    forms.map(async ([name, says, cut, back]) => {
      const job = await scope.job('regressions/script.nomad.hcl', { job_id: scope.name(name) });
      job.NodePool = scope.id;
      // The first client has the better score for each.
      job.Affinities = [
        { LTarget: '$' + '{node.unique.name}', RTarget: node.name, Operand: '=', Weight: 100 },
      ];
      const ReschedulePolicy = {
        Attempts: 0,
        Unlimited: true,
        Delay: 5e9,
        DelayFunction: 'constant' as const,
      };
      for (const group of job.TaskGroups ?? [])
        Object.assign(group, { ReschedulePolicy, Disconnect: says ?? null });
      // While its deployment is under way, Nomad replaces nothing of a group.
      const { ID } = await (await scope.submit(job)).deployed();
      return { name, id: job.ID, original: ID, cut, back };
    }),
  );
  await scope.addClient();
  const becomes = async (
    words: (all: readonly AllocationListStub[], original: string) => string,
    when: 'cut' | 'back',
  ) => {
    const expected = Object.fromEntries(jobs.map((job) => [job.name, job[when]]));
    await Promise.all(
      jobs.map(({ id, original, ...job }) =>
        scope.waits.allocationsOf(id, (all) => words(all, original) === job[when] || undefined),
      ),
    );
    const seen = jobs.map(async ({ name, id, original }) => [
      name,
      words(await nomad.jobs.allocations(id), original),
    ]);
    expect(Object.fromEntries(await Promise.all(seen)), when).toEqual(expected);
  };

  // Not by `scope.inject`, which looks at the health of the whole cluster afterwards.
  const cut = partition([node], cluster.servers);
  const unseen = await cut.available?.();
  scope.needs(unseen === undefined, `fault "${cut.name}" is not available on this machine: ${unseen}`);
  scope.defer('end the cut', () => cut.undo());
  await cut.inject();
  await becomes(whileCut, 'cut');
  const running = [...(await taskProcesses(node)).keys()].map((key) => key.split('/')[0]);
  const goOn = jobs.flatMap(({ name, original }) => (running.includes(original) ? [name] : []));
  expect(goOn, 'whose tasks run on the client that is cut off').toEqual(jobs.map(({ name }) => name));
  await cut.undo();
  await becomes(whenBack, 'back');
});

const runs = ({ ClientStatus, DesiredStatus }: AllocationListStub) =>
  ClientStatus === 'running' && DesiredStatus === 'run';

function whileCut(all: readonly AllocationListStub[], original: string): string {
  const status = all.find(({ ID }) => ID === original)?.ClientStatus ?? 'gone';
  return all.some((each) => each.ID !== original && runs(each)) ? `${status}, replaced` : status;
}

function whenBack(all: readonly AllocationListStub[], original: string): string {
  if (!all.every((each) => runs(each) || hasEnded(each))) return 'not settled';
  return all
    .filter(runs)
    .map(({ ID }) => (ID === original ? 'original' : 'replacement'))
    .sort()
    .join(' and ');
}
