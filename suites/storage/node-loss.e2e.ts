import { expect, test, waits } from '../../harness/index.ts';
import { keepersOn, notReplaced, successorOf } from './keepers.ts';

const local = [
  'host_volume',
  'docker volumes',
  'ephemeral_disk',
  'ephemeral_disk sticky',
  'ephemeral_disk sticky, migrate',
] as const;

test('what jobs keep on a node is lost with the node', async ({ cluster, nomad, scope }) => {
  const fixtures = { cluster, nomad, scope };
  const [victim, other] = await Promise.all([scope.addClient(), scope.addClient()]);
  const dynamic = scope.hasNomad('1.10.0') ? (['dynamic host volume'] as const) : [];
  const keepers = await keepersOn(
    { node: victim, others: [other], pool: scope.id },
    [...local, ...dynamic],
    fixtures,
  );

  await victim.kill();
  await waits.nodeStatus(nomad, victim.nomadNodeId ?? '', 'down', { timeoutMs: 90_000 });
  for (const keeper of keepers) {
    if (keeper.kind === 'dynamic host volume') {
      expect(await notReplaced(keeper, fixtures)).toContain('missing compatible host volumes');
      scope.observed(keeper.kind, 'node loss', 'lost, and the job waits');
    } else {
      const successor = await successorOf(keeper, fixtures);
      expect(successor.NodeID).toBe(other.nomadNodeId);
      expect(successor.found, keeper.kind).toEqual({});
      scope.observed(keeper.kind, 'node loss', 'lost');
    }
  }
});
