export type { Rule } from '../../fixtures/csi-hostpath/rules.ts';
export { agentKilled, agentPaused, agentTerminated } from './agents.ts';
export { claimCalls, type DriverFault, driverMisbehaves } from './driver/driver-faults.ts';
export { type Misbehaviour, misbehave, type RuleUse } from './driver/misbehave.ts';
export { engineStopped } from './engine.ts';
export { type ActiveFault, type Fault, type FaultGround, inject, withFault } from './fault.ts';
export { cutOff, networkDelay, packetLoss, partition } from './network.ts';
export { nodeKilled } from './nodes.ts';
export { pluginKilled, pluginPaused } from './plugin.ts';
