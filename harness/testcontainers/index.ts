export { Submitted } from '../jobs/index.ts';
export { NomadClient } from '../nomad/index.ts';
export { NomadCluster } from './nomad-cluster.ts';
export { RunningNomadCluster } from './running.ts';
