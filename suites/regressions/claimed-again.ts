import type { CsiFixture, NomadClient, Scope } from '../../harness/index.ts';

/** Volumes of a test that are claimed again as soon as they are free. */
export const volumesOf = (scope: Scope): string[] =>
  Array.from({ length: 4 }, (_, at) => scope.name(`${at}`));

/** Has each volume held on one node, released, and claimed there again at once. Returns why the next holders could not be set up. */
export async function claimedAgain(
  volumes: readonly string[],
  node: string | undefined,
  { csi, nomad, scope }: { csi: CsiFixture; nomad: NomadClient; scope: Scope },
): Promise<string[]> {
  const write = (volume_id: string, job: string) =>
    scope.run('csi/writer.nomad.hcl', { volume_id, node: `^${node}$`, job_id: `${volume_id}-${job}` });
  for (const volume_id of volumes) {
    await csi.volume('csi/volume.volume.hcl', { volume_id });
    await (await write(volume_id, 'first')).running();
  }
  const failures = await Promise.all(
    volumes.map(async (volume_id) => {
      await nomad.jobs.stop(`${volume_id}-first`);
      await csi.free(volume_id);
      return await (await write(volume_id, 'next')).setupFailures();
    }),
  );
  return failures.flat();
}
