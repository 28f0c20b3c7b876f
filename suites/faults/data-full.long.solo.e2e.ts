import {
  dataDirectoryFull,
  expect,
  missingRecords,
  test,
  untilUnmounted,
  writerSpans,
} from '../../harness/index.ts';
import { heldVolume, writesOn } from './holder.ts';
import { smallClient } from './small-client.ts';
import { startsOn } from './starts.ts';

const nodeName = '$' + '{node.unique.name}';

// It is released within 60 s of its stop, no hook runs again, and what is placed there says why it fails.
test('a writer goes on alone while the data directory of its client is full', async ({
  cluster,
  csi,
  nomad,
  scope,
}) => {
  const node = await smallClient({ cluster, csi, scope });
  const held = await heldVolume({ cluster, csi, scope }, { on: node.name });
  const { volumeId, externalId, writer, holder } = held;
  const here = async (file: string, id: string) => {
    const job = await scope.job(file, { job_id: scope.name(id) });
    for (const group of job.TaskGroups ?? [])
      group.Constraints = [{ LTarget: nodeName, RTarget: node.name, Operand: '=' }];
    return await scope.submit(job);
  };
  const tasks = await (await here('lifecycle/restarts.nomad.hcl', 'tasks')).taskRunning('main');
  const fault = await scope.inject(dataDirectoryFull(node));

  const refused = await here('lifecycle/ordered.nomad.hcl', 'refused');
  const { TaskStates } = await refused.ended();
  const told = Object.values(TaskStates ?? {}).flatMap(({ Events }) => Events ?? []);
  expect(told.map(({ DisplayMessage }) => DisplayMessage).join('\n')).toContain('no space left on device');
  await writesOn(held, 30);
  const path = `stopped: ${dataDirectoryFull(node).name}`;
  await csi.measureRelease({ volumeId, path, boundMs: 60_000 }, () => nomad.jobs.stop(writer.jobId));
  await untilUnmounted({ node, externalId });
  await fault.undo();

  expect(await startsOn(node, tasks)).toEqual({ init: 1, sidecar: 1, main: 1 });
  expect(await nomad.allocations.read(tasks.ID)).toMatchObject({ ClientStatus: 'running' });
  const next = await scope.run('csi/put-file.nomad.hcl', { volume_id: volumeId, node: `^${node.name}$` });
  expect((await next.ended()).ClientStatus).toBe('complete');
  // Not by the writer's own count: its folder is one of those that Nomad collects when the disk is full.
  const records = await csi.records(volumeId);
  expect(writerSpans(records).map(({ allocation }) => allocation)).toEqual([holder.ID]);
  expect(records).toShowOneWriterAtATime();
  expect(records.length).toBeGreaterThan(30);
  expect(missingRecords(records)).toEqual([]);
});
