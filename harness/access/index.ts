export { AccessFolder } from './folder.ts';
export { sweepAccess, sweepClusters } from './sweep.ts';
