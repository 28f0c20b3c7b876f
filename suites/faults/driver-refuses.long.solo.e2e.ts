import {
  driverMisbehaves,
  expect,
  type Rule,
  taskEvents,
  test,
  untilUnmounted,
} from '../../harness/index.ts';

const error = { code: 'INTERNAL', message: 'the array is on fire' } as const;
const onClaim: [string, Rule][] = [
  ['refuses to attach', { call: 'controllerPublishVolume', error }],
  ['refuses to stage', { call: 'nodeStageVolume', error }],
  ['refuses to publish', { call: 'nodePublishVolume', error }],
  ['crashes as it publishes', { call: 'nodePublishVolume', times: 1, crash: 'after' }],
];

// The volume is free within 60 s, and the next writer can have it.
test.for(onClaim)(
  'a writer whose volume the driver %s never starts',
  async ([, rule], { cluster, csi, scope }) => {
    const { ID: volumeId, ExternalID: volume = '' } = await csi.volume('csi/volume.volume.hcl');
    const fault = driverMisbehaves(cluster, { ...rule, volume });
    const active = await scope.inject(fault);

    const path = `never started, ${fault.name}`;
    await csi.measureRelease({ volumeId, path, boundMs: 60_000 }, async () => {
      const ended = await (await scope.run('csi/writer.nomad.hcl', { volume_id: volumeId })).ended();
      expect(ended.ClientStatus).toBe('failed');
      expect(taskEvents(ended, 'write').map(({ type }) => type)).not.toContain('Started');
    });
    expect((await fault.uses()).length).toBeGreaterThan(0);
    await active.undo();
    await Promise.all(cluster.clients.map((node) => untilUnmounted({ node, externalId: volume })));
    expect(await csi.audit(volumeId)).toMatchObject({ claims: [], mounts: [] });
    const next = await (await scope.run('csi/put-file.nomad.hcl', { volume_id: volumeId })).ended();
    expect(next.ClientStatus).toBe('complete');
  },
);
