/** A bug of Nomad, and the versions that have it. */
export interface NomadBug {
  id: string;
  /** Number of the issue (or of its correction) in Nomad's repository; left out where none is known: docs/faults.md describes it. */
  issue?: number;
  what: string;
  /** The first version that has it, where that is known. */
  since?: string;
  /** A version that was seen to have it, or has it by its changelog. */
  bad: string;
  /** The first later version that no longer has it, whatever its line; left out while it is open. */
  firstGood?: string;
  /** The version that brought it back after its correction; left out where it stayed away. */
  back?: string;
  /** First good versions of earlier lines, which the correction was backported to. */
  backports?: readonly string[];
  /** For a bug of an upgrade: the version that the cluster starts with; the suite then goes to the judged one. */
  from?: string;
  /** How many servers it takes at least; one unless given. */
  servers?: 3;
  /** What an operator of a version that has it can do. */
  remedy?: string;
  /** False for a bug that shows only in some runs; true unless given. */
  always?: boolean;
  /** What an assertion says where the bug is the reason; any other failure is not excused. */
  evidence: RegExp;
}

/** A bug that a suite shows. */
export interface KnownBug extends NomadBug {
  /** Path of the suite, from the package's folder. */
  suite: string;
}

/** A bug that Nomad has corrected, so that `regression` can show it on both sides. */
export interface Regression extends KnownBug {
  issue: number;
  firstGood: string;
}

/** Path of the suite of a bug. */
export const suite = (name: string) => `suites/regressions/${name}.e2e.ts`;

/** Path of the suite of a bug that a fault shows. */
export const faultSuite = (name: string) => `suites/faults/${name}.long.solo.e2e.ts`;
