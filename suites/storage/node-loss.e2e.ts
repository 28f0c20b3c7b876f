import { expect, test, waits } from '../../harness/index.ts';
import { filesOf, placementsOf, replacementOf, runApart } from './allocations.ts';

const local = [
  'host_volume',
  'docker volumes',
  'ephemeral_disk',
  'ephemeral_disk sticky',
  'ephemeral_disk sticky, migrate',
] as const;

test('what jobs keep on a node is lost with the node', async ({ cluster, nomad, scope }) => {
  const victim = await scope.addClient();
  const dynamic = scope.hasNomad('1.10.0') ? (['dynamic host volume'] as const) : [];
  const kinds = [...local, ...dynamic];
  const jobs = await Promise.all(kinds.map((kind) => runApart(kind, scope, cluster, victim)));
  const other = await scope.addClient();

  await victim.kill();
  await waits.nodeStatus(nomad, victim.nomadNodeId ?? '', 'down', { timeoutMs: 90_000 });
  for (const { kind, allocation } of jobs) {
    if (kind === 'dynamic host volume') {
      const { allocations, reasons } = await placementsOf(allocation, scope, nomad);
      expect(allocations).toEqual([allocation.ID]);
      expect(reasons).toContain('missing compatible host volumes');
      scope.observed(kind, 'node loss', 'lost, and the job waits');
    } else {
      const replacement = await replacementOf(allocation, scope, nomad);
      expect(replacement.NodeID).toBe(other.nomadNodeId);
      expect((await filesOf(nomad, replacement)).found, kind).toEqual({});
      scope.observed(kind, 'node loss', 'lost');
    }
  }
});
