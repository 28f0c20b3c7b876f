import type { Defect } from '../defect.ts';
import { clusterDefects } from './cluster.ts';
import { driverDefects } from './driver.ts';
import { jobDefects } from './job.ts';
import { pathDefects } from './path.ts';

/** Everything that is injected, by its place. */
export const defects: readonly Defect[] = [
  ...driverDefects,
  ...jobDefects,
  ...clusterDefects,
  ...pathDefects,
];
