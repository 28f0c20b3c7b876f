import type { ClusterNode } from '../cluster/index.ts';
import { events, type Kind, type TaskRun } from '../evidence/index.ts';
import type { SubmittedOperatorJobs, WatchedJob } from '../operator-jobs/index.ts';
import type { RehearsalOptions } from './options.ts';
import { endForbiddenWriter, tryForbiddenWriter } from './probes/claim-probe.ts';
import { tryDrain } from './probes/drain.ts';
import { jobAt } from './probes/job-at.ts';
import { placeEverywhere } from './probes/place.ts';
import { probeRegistrations } from './probes/registration.ts';
import { rollOut } from './probes/rollout.ts';
import { singleVolume } from './workload/workload.ts';
import type { Writers } from './workload/writers.ts';

/** A rehearsal under way. */
export interface Stage extends RehearsalOptions {
  canary: ClusterNode;
  jobs: readonly (string | WatchedJob)[];
  /** The operator's jobs among them. */
  placed: SubmittedOperatorJobs | undefined;
  /** The workload's tasks before the first step. */
  first: TaskRun[];
  writers: Writers;
}

type StepKind = Kind<{ readonly step: string }>;

/** What has to hold while versions are mixed. */
interface StepProbe {
  /** For the plan. */
  title: string;
  /** The evidence that it leaves at each step, which is due then. */
  leaves: readonly [StepKind, ...StepKind[]];
  run(step: string, stage: Stage): Promise<void>;
}

/** What is tried after each step, in this order. */
export const stepProbes: readonly StepProbe[] = [
  {
    title: 'a job of each type is offered to every server',
    leaves: [events.registration],
    run: async (step, { cluster, ledger }) => await probeRegistrations(cluster, { step, ledger }),
  },
  {
    title: 'the canary is drained of a service, and a second writer asks for a volume with a single one',
    leaves: [events.drainProbe, events.claimProbe],
    async run(step, { cluster, canary, mode, ledger, signal }) {
      await Promise.all([
        tryDrain(cluster, { canary, step, ledger, signal }),
        tryForbiddenWriter(cluster, { volume: singleVolume, step, ledger, signal }),
      ]);
      // While a drained holder moves, one that waits in the queue would be served first, and rightly.
      if (mode === 'drain') await endForbiddenWriter(cluster);
    },
  },
  {
    title: 'new work is placed on every client',
    leaves: [events.workPlaced],
    async run(step, { cluster, ledger, signal }) {
      const clients = await placeEverywhere(cluster, jobAt('upgrade-place', step), signal);
      ledger.append(events.workPlaced, { step, clients });
    },
  },
  {
    title: 'a system job is changed, and its deployment must come to its good end',
    leaves: [events.rollout],
    run: async (step, { cluster, ledger, signal }) => await rollOut(cluster, { step, ledger, signal }),
  },
  {
    // Late, so that a writer that was moved has had the time of the others to begin.
    title: 'each writer has acknowledged more records than at the step before',
    leaves: [events.writerProgress],
    run: async (step, { writers }) => await writers.progress(step),
  },
  {
    title: 'suites run on the mixed cluster',
    leaves: [events.conformance],
    async run(step, { ledger, conform }) {
      const { passed, failed } = await conform(step);
      ledger.append(events.conformance, { step, passed, failed });
    },
  },
];
