import {
  allowsOneWriter,
  type Entry,
  events,
  type OperatorAllocation,
  type OperatorClaims,
  type OperatorJob,
  type VolumeNeed,
} from '../evidence/index.ts';
import { type Finding, stop, unknown } from '../judge/index.ts';
import { isRunOf } from './operator-job.ts';

/** What speaks against the claims of the operator's volumes, by the jobs that ask for them. */
export function operatorClaimFindings(entries: readonly Entry[]): Finding[] {
  const jobs = events.operatorJob.of(entries);
  const allocations = events.operatorAllocation.of(entries);
  const snapshots = events.operatorClaims.of(entries);
  return [
    ...snapshots.flatMap((snapshot) => [
      ...writerFindings(snapshot, jobs),
      ...snapshot.differences.map(({ message }) => finding(snapshot, 'holdings', message)),
    ]),
    ...allocations.flatMap((allocation) => holderFindings(allocation, jobs, snapshots)),
    ...events.operatorRelease
      .of(entries)
      .filter(({ releaseMs }) => releaseMs === undefined)
      .map(({ volume, boundMs }) =>
        stop(
          'own-claim-left',
          events.operatorRelease,
          `volume ${volume} was still claimed ${boundMs / 1000} s after its jobs had ended`,
        ),
      ),
  ];
}

function writerFindings(snapshot: OperatorClaims, jobs: OperatorJob[]): Finding[] {
  const asked = jobs.flatMap(({ groups, namespace }) =>
    namespace === snapshot.namespace ? groups.flatMap(({ volumes }) => volumes) : [],
  );
  const modes = asked.filter((need) => isAbout(need, snapshot.volume)).map(({ accessMode }) => accessMode);
  const writers = snapshot.claims.filter(({ mode, ended }) => mode === 'write' && !ended);
  if (writers.length < 2 || !allowsOneWriter([snapshot.accessMode, ...modes])) return [];
  const names = writers.map(({ allocationId, node }) => `${allocationId.slice(0, 8)} on ${node}`);
  return [
    finding(
      snapshot,
      'two-writers',
      `has ${writers.length} writers at once: allocations ${names.join(', ')}`,
    ),
  ];
}

/** The claims that an allocation must hold while it runs. */
function holderFindings(
  allocation: OperatorAllocation,
  jobs: OperatorJob[],
  snapshots: OperatorClaims[],
): Finding[] {
  const { step, namespace, job, group } = allocation;
  const groups = jobs.find((each) => isRunOf(each, allocation))?.groups ?? [];
  const needs = groups.find(({ name }) => name === group)?.volumes ?? [];
  const who = `allocation ${allocation.allocation.slice(0, 8)} of job ${job} on ${allocation.node}`;
  const runs = allocation.status === 'running' && allocation.desired === 'run';
  return needs.flatMap((need) => {
    const volume = volumeOf(need, allocation);
    const snapshot = snapshots.find(
      (each) => each.step === step && each.volume === volume && each.namespace === namespace,
    );
    if (snapshot) return heldFindings(snapshot, need, { id: allocation.allocation, who });
    const message = `${step}: volume ${volume} of ${who} was not inspected`;
    return runs ? [unknown('own-claims-unread', events.operatorClaims, message)] : [];
  });
}

/** Whether the volume is claimed as this holder asks for it. */
function heldFindings(
  snapshot: OperatorClaims,
  need: VolumeNeed,
  { id, who }: { id: string; who: string },
): Finding[] {
  if (!snapshot.holders.includes(id)) return [];
  const claim = snapshot.claims.find(({ allocationId }) => allocationId === id);
  if (!claim) return [finding(snapshot, 'claim-missing', `is not claimed by ${who}, which runs with it`)];
  const wrong: string[] = [];
  if (claim.mode !== need.mode)
    wrong.push(`is claimed to ${claim.mode} by ${who}, which asks to ${need.mode}`);
  if (snapshot.accessMode !== need.accessMode)
    wrong.push(`is claimed as ${snapshot.accessMode || 'nothing'}, ${who} asks for ${need.accessMode}`);
  return wrong.map((message) => finding(snapshot, 'claim-mode', message));
}

const isAbout = ({ source, perAlloc }: VolumeNeed, volume: string) =>
  volume === source || (perAlloc && volume.startsWith(`${source}[`));

function volumeOf({ source, perAlloc }: VolumeNeed, { name }: OperatorAllocation): string {
  return perAlloc ? `${source}[${/\[(\d+)\]$/.exec(name)?.[1]}]` : source;
}

const finding = ({ step, volume }: OperatorClaims, rule: string, message: string) =>
  stop(`own-${rule}`, events.operatorClaims, `${step}: volume ${volume} ${message}`);
