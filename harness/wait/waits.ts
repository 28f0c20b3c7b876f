import {
  allocationRunning,
  allocationsOf,
  allocationTerminal,
  lostReplaced,
  taskState,
} from './allocations.ts';
import { deploymentDone, evaluationDone, evaluationOver, jobGone } from './jobs.ts';
import { nodeDrained, nodeReady, nodeStatus } from './nodes.ts';
import { pluginGone, pluginHealthy, pluginRecord, volumeClaims } from './volumes.ts';

/** The waits that suites use by name. Each rejects as `waitFor` does. */
export const waits = {
  evaluationDone,
  evaluationOver,
  deploymentDone,
  jobGone,
  allocationRunning,
  allocationTerminal,
  allocationsOf,
  lostReplaced,
  taskState,
  nodeReady,
  nodeStatus,
  nodeDrained,
  pluginHealthy,
  pluginGone,
  pluginRecord,
  volumeClaims,
};
