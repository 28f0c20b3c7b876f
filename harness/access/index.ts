export { AccessFolder } from './folder.ts';
export { checkAccessPlace } from './places.ts';
export { sweepAccess, sweepClusters } from './sweep.ts';
