import { expect, test } from '../../harness/index.ts';
import { capabilities, clientWith } from './token.ts';

test('only tokens with the capability read, write or mount a CSI volume', async ({ csi, nomad, scope }) => {
  const { ID: volume_id } = await csi.volume('csi/volume.volume.hcl');
  const job = await scope.job('csi/put-file.nomad.hcl', { volume_id });
  const denied = /Permission denied/;

  const reader = await clientWith(capabilities('csi-read-volume'), { nomad, scope });
  expect(await reader.volumes.read(volume_id)).toMatchObject({ ID: volume_id });
  await expect(reader.volumes.delete(volume_id)).rejects.toThrow(denied);
  const submitter = await clientWith(capabilities('submit-job'), { nomad, scope });
  await expect(submitter.volumes.read(volume_id)).rejects.toThrow(denied);
  await expect(submitter.jobs.register(job)).rejects.toThrow(denied);

  const mount = capabilities('submit-job', 'csi-mount-volume');
  const blind = await clientWith(mount, { nomad, scope });
  await expect(blind.jobs.register(job), 'without the plugin').rejects.toThrow(denied);
  const mounter = await clientWith(`${mount}\nplugin { policy = "read" }`, { nomad, scope });
  await mounter.jobs.register(job);
  const { ID } = await scope.waits.allocationsOf(job.ID, ([first]) => first);
  expect(await scope.waits.allocationTerminal(ID)).toMatchObject({ ClientStatus: 'complete' });
});

test('only tokens with a write policy mount a host volume', async ({ nomad, scope }) => {
  const volume = { volume_type: 'host', source: 'e2e', folder: scope.id };
  const job = await scope.job('storage/keep-file.nomad.hcl', volume);
  const submit = capabilities('submit-job');
  const without = await clientWith(submit, { nomad, scope });
  await expect(without.jobs.register(job)).rejects.toThrow(/Permission denied/);
  const reading = await clientWith(`${submit}\nhost_volume "e2e" { policy = "read" }`, { nomad, scope });
  await expect(reading.jobs.register(job)).rejects.toThrow(/Permission denied/);

  const writing = await clientWith(`${submit}\nhost_volume "e2e" { policy = "write" }`, { nomad, scope });
  expect(await writing.jobs.register(job)).toMatchObject({ EvalID: expect.stringMatching(/./) });
});
