export { agentLog } from './agent.ts';
export type { ClientVariation, Timing } from './agent-config.ts';
export { type AgentRecord, onAgent } from './agent-observer.ts';
export { attachExec } from './attach-exec.ts';
export { type Ability, type Attached, adopted, type Lacks, needsMachines, ownMark } from './attached.ts';
export { clientTls } from './certificates.ts';
export { type CarriedImage, type ClusterDescriptor, StartedNomadCluster } from './cluster.ts';
export { ClusterNode, type NodeRole } from './node.ts';
export { type ClusterOptions, type OwnedCluster, startCluster } from './start.ts';
