import type { Defect } from './defect.ts';
import { clusterDefects } from './defects/cluster.ts';
import { driverDefects } from './defects/driver.ts';
import { jobDefects } from './defects/job.ts';
import { pathDefects } from './defects/path.ts';

export { control, type Field, type RunTests, tryAll } from './campaign.ts';
export { type Defect, type Make, places } from './defect.ts';
export { outcomeOfAll, type TestsRun, type Verdict, verdictLine } from './judge.ts';
export { allJudgeDefects, tryJudge } from './judges/index.ts';

/** Everything that is injected, by its place. */
export const defects: readonly Defect[] = [
  ...driverDefects,
  ...jobDefects,
  ...clusterDefects,
  ...pathDefects,
];
