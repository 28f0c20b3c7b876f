import { type ClusterNode, nodePaths } from '../cluster/index.ts';
import { BehaviourError } from '../errors.ts';
import type { Stage } from './checks/check.ts';
import { replaceAgent, type StepResult } from './steps.ts';

const { server, config, binary, data } = nodePaths;
/** No JSON: Nomad 2.0.5 refuses `raft_logstore` in it as an unexpected key. */
const logStore = 'server { raft_logstore { backend = "wal" } }';

/**
 * Ends the server, copies its raft log from BoltDB to the WAL store, and returns when it is back with that store.
 * Source: https://developer.hashicorp.com/nomad/commands/operator/raft/migrate-backend
 * @throws BehaviourError RAFT_LOG_NOT_MIGRATED with Nomad's words; as `replaceAgent`
 */
export async function migrateRaftLog(node: ClusterNode, stage: Stage): Promise<StepResult> {
  const { cluster, to, signal } = stage;
  const migrate = `${binary(to)} operator raft migrate-backend -yes ${data} 2>&1`;
  const meanwhile = async () => {
    await must(node, `${migrate} && printf '%s' '${logStore}' > ${config}/raft-logstore.hcl`, signal);
  };
  const result = await replaceAgent(cluster, node, to, { meanwhile, signal });
  // A server that keeps its old store would start just as well.
  await must(node, `ls ${server}/raft/wal/*.wal && ! ls ${server}/raft/raft.db`, signal);
  return result;
}

async function must(node: ClusterNode, script: string, signal: AbortSignal): Promise<void> {
  const { exitCode, stdout, stderr } = await node.exec(['sh', '-c', script], { signal });
  if (exitCode === 0) return;
  throw new BehaviourError('RAFT_LOG_NOT_MIGRATED', `${node.name} did not migrate its raft log`, {
    observed: `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n'),
    next: `read logs/${node.name}.log in the run folder`,
  });
}
