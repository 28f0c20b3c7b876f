export type { Misdeed, Rule } from '../../fixtures/csi-hostpath/rules.ts';
export { detachByHand } from './claims/attachments.ts';
export { auditClaims, type ClaimAudit } from './claims/audit.ts';
export { deleteVolume } from './claims/delete-volume.ts';
export { forgetClient } from './claims/forget-client.ts';
export type { VolumeMount } from './claims/mounts.ts';
export { attachRefused, claimRefused } from './claims/refusal.ts';
export {
  collectorLagMs,
  lostClaimBoundMs,
  measureRelease,
  noteRelease,
  type ReleaseOptions,
  volumeFree,
  withCollector,
} from './claims/release.ts';
export { unableToAttach } from './claims/unable-to-attach.ts';
export { untilUnmounted } from './claims/unmounted.ts';
export { unstagedFromUnder } from './claims/unstaged-late.ts';
export { readCalls, recordCalls } from './driver/calls.ts';
export { currentDriver, readSavedProfile } from './driver/current.ts';
export { driverHealthy } from './driver/health.ts';
export { attachmentsFolder, driverLayout, hostpathLayout } from './driver/hostpath-layout.ts';
export { driverJobs } from './driver/jobs.ts';
export { type Misbehaviour, misbehave, type RuleUse } from './driver/misbehave.ts';
export { askedOfAny, type DriverNeeds, fitVolume, unfitVolume, unmet } from './driver/needs.ts';
export {
  type EnsurePluginOptions,
  ensurePlugin,
  pluginCounts,
  readyClients,
  sharedPluginId,
  sharedPluginJob,
} from './driver/plugin.ts';
export { defaultProfile, readProfile } from './driver/read.ts';
export { type DriverProfile, devicesOf } from './driver/schema.ts';
export { type CsiVolumeSpec, readVolumeSpec, VolumeFile } from './spec/volume-spec.ts';
