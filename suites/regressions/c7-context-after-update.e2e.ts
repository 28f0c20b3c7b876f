import { expect, test } from '../../harness/index.ts';

const Parameters = { tier: 'fast' };

// nomad#24922: the context of a specification, which has none, was put in place of what the driver had answered.
test('a volume keeps the context of its driver when its specification is registered again', async ({
  csi,
  nomad,
  scope,
}) => {
  scope.needsDriver({ own: true });
  await csi.healthy();
  const spec = { ...(await scope.volumeSpec('csi/volume.volume.hcl')), Parameters };
  scope.trackVolume(spec.ID);
  const { ExternalID = '', Context } = await nomad.volumes.create(spec);
  expect(Context, 'of the new volume').toEqual(Parameters);

  await nomad.volumes.register({ ...spec, ExternalID });

  const { Context: kept } = await nomad.volumes.read(spec.ID);
  scope.knownBug('C7', () => expect(kept ?? {}, 'context').toEqual(Parameters));
});
