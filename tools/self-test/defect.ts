import type { AccessFolder } from '../../harness/access/index.ts';
import type { StartedNomadCluster } from '../../harness/cluster/index.ts';

/** Where a defect is injected. What is injected in the path between harness and Nomad must change no result. */
export const places = ['driver', 'job', 'cluster', 'path'] as const;
export type Place = (typeof places)[number];

/** What a defect is injected in: one run of its suites on a cluster. */
export interface Ground {
  cluster: StartedNomadCluster;
  /** What the ids of the run's jobs and volumes begin with. */
  prefix: string;
  /** The run's own folder. */
  folder: string;
  /** For what gives access to the cluster. */
  access: AccessFolder;
  signal: AbortSignal;
}

/** A defect that is in place until it is disposed of. */
export interface Injected extends AsyncDisposable {
  /** What the suites' process is given to meet it. */
  env?: Record<string, string>;
  /** How often it was met so far. Never means that nothing was tried. */
  met(): Promise<number>;
}

/** A defect that is met by whoever runs beside it, and that nothing need undo. */
export function lasting(env: Record<string, string> = {}): Injected {
  return { env, met: () => Promise.resolve(1), [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** How a cluster differs from the one that most defects share. */
export interface Make {
  version?: string;
  acl?: false;
  /** Whether Nomad's servers collect claims of what is gone: `csi_volume_claim_gc_interval`. */
  claimCollection?: false;
  /** The profile of its CSI driver, hostpath unless given. */
  driver?: string;
}

/** Something that is wrong on purpose, by one switch, and the test that must tell. */
export interface Defect {
  id: string;
  where: Place;
  /** What is wrong, in one sentence. */
  what: string;
  inject: (ground: Ground) => Promise<Injected>;
  /** Files of suites. */
  suites: readonly string[];
  /** Names of the tests of which one must be red, or all green for a defect in the path. */
  test: RegExp;
  /** What the failure must say. A defect in the path has none, since nothing may fail. */
  because?: RegExp;
  /** Each test passes, since Nomad gets by: a rule that holds in every run must tell it from the ledger. */
  byLedger?: true;
  /** It touches more than what is its own run's, so no other defect is injected meanwhile. */
  alone?: true;
  /** It needs a cluster of another make. */
  make?: Make;
}
