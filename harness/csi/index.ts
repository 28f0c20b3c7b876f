export { detachByHand } from './attachments.ts';
export { auditClaims, type ClaimAudit } from './audit.ts';
export { compareHoldings, type VolumeHoldings } from './compare.ts';
export { acknowledgedFile, hashesFrom, type JobRunner, placementReasons, recordsIn } from './contents.ts';
export { endTask } from './end-task.ts';
export { forgetClient } from './forget-client.ts';
export { type HclBody, parse as parseHcl } from './hcl.ts';
export type { VolumeMount } from './mounts.ts';
export {
  driverHealthy,
  type EnsurePluginOptions,
  ensurePlugin,
  pluginCounts,
  readyClients,
  sharedPluginId,
  sharedPluginJob,
} from './plugin.ts';
export { currentDriver } from './profile/current.ts';
export { driverJobs } from './profile/jobs.ts';
export { type DriverNeeds, fitVolume, unfitVolume, unmet } from './profile/needs.ts';
export { defaultProfile, readProfile } from './profile/read.ts';
export type { DriverProfile } from './profile/schema.ts';
export {
  fileHashes,
  missingRecords,
  overlappingWriters,
  parseRecords,
  writerSpans,
} from './records.ts';
export { attachRefused, claimRefused } from './refusal.ts';
export { measureRelease, noteRelease, type ReleaseOptions, volumeFree } from './release.ts';
export { unableToAttach } from './unable-to-attach.ts';
export { untilUnmounted } from './unmounted.ts';
export { uptimeOf } from './uptime.ts';
export { type CsiVolumeSpec, parseVolumeSpec, readVolumeSpec } from './volume-spec.ts';
