import type { InjectionKey } from '../chaos/index.ts';
import { type Cost, type GivenBounds, measures } from '../disruption/index.ts';
import { UsageError } from '../errors.ts';
import { nodeEngineOf } from '../image/index.ts';
import { type ClusterOptions, isClientCount, isServerCount, mostClients } from '../run/index.ts';
import type { ClientMode, Injection } from '../upgrade/index.ts';
import { parseBuild, parseVersion, parseWanted } from '../version/index.ts';
import type { RawAttachFlags } from './attach-flags.ts';
import type { VersionTarget } from './each-version.ts';
import { operatorFiles, type RawFileFlags } from './file-flags.ts';
import { invalid, positive, wholeNumber } from './flag-value.ts';
import { orderFlags, type RawOrderFlags, seedOf } from './order-flags.ts';

/** Flags as commander reads them. */
export interface RawClusterFlags {
  nomadVersion?: string;
  nomadBinary?: string;
  servers: string;
  clients: string;
  productionTiming?: boolean;
  install?: boolean;
  secure?: boolean;
  allowPrivileged?: boolean;
  nodeEngine?: string;
  engineAddress?: string;
  runs: string;
}

/**
 * Checks what the user gave.
 * @throws UsageError FLAG_INVALID naming the flag and the values it takes, NODE_ENGINE_UNKNOWN, BINARY_VERSION_INVALID, BINARY_ENTERPRISE
 */
export function clusterFlags(raw: RawClusterFlags): ClusterOptions {
  const servers = wholeNumber('--servers', raw.servers);
  if (!isServerCount(servers)) throw invalid('--servers', raw.servers, '1, 3 or 5');
  const clients = wholeNumber('--clients', raw.clients);
  if (!isClientCount(clients)) throw invalid('--clients', raw.clients, `1 to ${mostClients}`);
  const { nomadBinary } = raw;
  const { nomadVersion } = raw;
  // The user's binary may be a build that was never released.
  if (nomadVersion !== undefined) (nomadBinary === undefined ? parseWanted : parseBuild)(nomadVersion);
  return {
    binary: {
      ...(nomadBinary === undefined && nomadVersion && { version: nomadVersion }),
      ...(nomadBinary !== undefined && { path: nomadBinary, ...(nomadVersion && { version: nomadVersion }) }),
    },
    servers,
    clients,
    timing: raw.productionTiming ? 'production' : 'fast',
    install: raw.install ?? false,
    secure: raw.secure ?? false,
    allowPrivileged: raw.allowPrivileged ?? false,
    engineAddress: raw.engineAddress,
    nodeEngine: nodeEngineOf(raw.nodeEngine),
    runs: raw.runs,
  };
}

/** Flags of `run` as commander reads them. */
export interface RawRunFlags extends RawAttachFlags {
  shuffle?: boolean;
  repeat: string;
  keepBusy?: boolean;
  driverProfile?: string;
  shard?: string;
  json?: boolean;
}

/** @throws UsageError FLAG_INVALID */
export function runFlags({ shuffle = false, keepBusy = false, json = false, ...raw }: RawRunFlags) {
  const { driverProfile, shard } = raw;
  const repeat = positive('--repeat', raw.repeat);
  if (shard !== undefined) requireShard(shard);
  return { shuffle, repeat, busy: keepBusy, driverProfile, shard, json };
}

function requireShard(shard: string): void {
  const [part = 0, parts = 0] = /^(\d+)\/(\d+)$/.exec(shard)?.slice(1).map(Number) ?? [];
  if (part < 1 || part > parts) throw invalid('--shard', shard, '<part>/<parts>, such as 2/3');
}

/** Flags of `diff` as commander reads them. */
export interface RawDiffFlags extends RawClusterFlags {
  from: string;
  to: string;
  json?: boolean;
}

/** @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE */
export function diffFlags({ from, to, json = false }: RawDiffFlags) {
  return { from: parseVersion(from), to: parseVersion(to), json };
}

/** Flags of `upgrade` as commander reads them. */
export interface RawUpgradeFlags extends RawClusterFlags, RawOrderFlags, RawFileFlags {
  from: string;
  to: string;
  force?: boolean;
  /** Former names: of `force`, and of `inject`. */
  anyway?: boolean;
  plant?: boolean;
  dryRun?: boolean;
  json?: boolean;
  inject?: Injection[];
  drain?: boolean;
  rollback?: boolean;
  maxApiGap?: string;
  maxConnectGap?: string;
  maxWriterStall?: string;
  maxSchedulingDelay?: string;
  maxExecStall?: string;
  maxLogStall?: string;
  baseline?: string;
  diff: boolean;
}

/** `--clients drain` says how clients are treated and leaves their number at 3. */
export function withDrain(raw: RawUpgradeFlags): RawUpgradeFlags {
  return raw.clients === 'drain' ? { ...raw, clients: '3', drain: true } : raw;
}

/** @throws UsageError BINARY_VERSION_INVALID, BINARY_ENTERPRISE, FLAG_INVALID */
export function upgradeFlags(raw: RawUpgradeFlags) {
  if (raw.anyway) throw renamed('upgrade', '--anyway', '--force');
  if (raw.plant) throw renamed('upgrade', '--plant', '--inject');
  const { from, to, force = false, dryRun = false, json = false, inject = [], rollback = false, diff } = raw;
  const mode: ClientMode = raw.drain ? 'drain' : 'in-place';
  const files = operatorFiles(raw);
  const versions = { from: parseVersion(from), to: parseVersion(to) };
  const given = { bounds: givenBounds(raw), baseline: raw.baseline, ordered: orderFlags(raw) };
  return { ...versions, force, dryRun, json, inject, mode, rollback, diff, files, ...given };
}

function givenBounds(raw: RawUpgradeFlags): GivenBounds {
  const given: Record<Cost, string | undefined> = {
    'api-gap': raw.maxApiGap,
    'connect-gap': raw.maxConnectGap,
    'writer-stall': raw.maxWriterStall,
    'scheduling-delay': raw.maxSchedulingDelay,
    'exec-stall': raw.maxExecStall,
    'log-stall': raw.maxLogStall,
  };
  return Object.fromEntries(
    measures.flatMap(({ cost, flag }) => {
      const text = given[cost];
      return text === undefined ? [] : [[cost, duration(flag, text)]];
    }),
  );
}

const renamed = (command: string, old: string, name: string) =>
  new UsageError('FLAG_INVALID', `${old} is now ${name}`, { next: `npx nomad-e2e ${command} --help` });

/** Flags of `regression` as commander reads them. */
export interface RawRegressionFlags {
  from?: string;
  all?: boolean;
  available?: boolean;
}

/** @throws UsageError FLAG_INVALID */
export function regressionFlags({ from, all = false, available = false }: RawRegressionFlags) {
  if (!available || all) return { from, all, available };
  throw new UsageError('FLAG_INVALID', '--available requires --all', {
    next: 'npx nomad-e2e regression --all --available',
  });
}

/** Flags of `matrix` as commander reads them. */
export interface RawMatrixFlags extends RawClusterFlags {
  output: string;
}

/**
 * The versions and binaries that a matrix names, each part of a comma-separated list.
 * @throws UsageError BINARY_VERSION_INVALID, BINARY_VERSION_UNKNOWN, BINARY_ENTERPRISE
 */
export function matrixTargets({ nomadVersion = '', nomadBinary = '' }: RawClusterFlags): VersionTarget[] {
  const parts = (list: string) => list.split(',').filter((part) => part !== '');
  for (const version of parts(nomadVersion)) parseWanted(version);
  return [
    ...parts(nomadVersion).map((version) => ({ version })),
    ...parts(nomadBinary).map((path) => ({ path })),
  ];
}

/** The flags that shape each cluster: a matrix splits its list of versions itself. */
export function withoutBinary({
  nomadVersion: _,
  nomadBinary: __,
  ...raw
}: RawClusterFlags): RawClusterFlags {
  return raw;
}

/** Flags of `bench` as commander reads them. */
export interface RawBenchFlags {
  rounds: string;
  suites?: string[];
  cold?: boolean;
  renew?: boolean;
  list?: boolean;
}

/** @throws UsageError FLAG_INVALID */
export function benchFlags({ rounds, suites = [], cold = false, renew = false }: RawBenchFlags) {
  return { rounds: positive('--rounds', rounds), suites, cold, renew };
}

/** Flags of `chaos` as commander reads them. */
export interface RawChaosFlags {
  seed?: string;
  minutes: string;
  schedule?: string;
  inject?: InjectionKey;
  plant?: boolean;
}

/** @throws UsageError FLAG_INVALID */
export function chaosFlags({ seed, minutes, schedule, inject, plant = false }: RawChaosFlags) {
  if (plant) throw renamed('chaos', '--plant', '--inject');
  return { seed: seedOf(seed), minutes: positive('--minutes', minutes), schedule, inject };
}

const unitsMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
]);

/** Milliseconds. @throws UsageError FLAG_INVALID for anything but a number with ms, s, min or h, above 0; without a unit it is `ms` */
export function duration(flag: string, text: string): number {
  const [, number = '', unit = 'ms'] = /^(\d+)(ms|s|min|h)?$/.exec(text) ?? [];
  const ms = Number(number) * (unitsMs.get(unit) ?? 0);
  if (ms === 0) throw invalid(flag, text, 'a time above 0, such as 8s or 8000ms');
  return ms;
}
