import type { Measurement } from '../measurement.ts';
import { awaited } from './awaited.ts';
import { cold } from './cold.ts';
import { detection } from './detection.ts';
import { nodes } from './nodes.ts';
import { overhead } from './overhead.ts';
import { soak } from './soak.ts';
import { volumes } from './volumes.ts';
import { warmStart } from './warm-start.ts';

/** All that the bench measures, in the order in which it does. */
export const measurements: readonly Measurement[] = [
  warmStart(1, 2),
  warmStart(3, 3),
  detection,
  overhead,
  awaited,
  soak,
  volumes,
  nodes,
  cold,
];
