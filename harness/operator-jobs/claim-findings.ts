import {
  allowsOneWriter,
  type Entry,
  events,
  type OwnAllocation,
  type OwnClaims,
  type OwnJob,
  type VolumeNeed,
} from '../evidence/index.ts';
import { type Finding, stop, unknown } from '../judge/index.ts';

/** What speaks against the claims of the operator's volumes, by the jobs that ask for them. */
export function ownClaimFindings(entries: readonly Entry[]): Finding[] {
  const jobs = events.ownJob.of(entries);
  const allocations = events.ownAllocation.of(entries);
  const looks = events.ownClaims.of(entries);
  return [
    ...looks.flatMap((look) => [
      ...writerFindings(look, jobs),
      ...look.differences.map(({ message }) => finding(look, 'holdings', message)),
    ]),
    ...allocations.flatMap((allocation) => holderFindings(allocation, jobs, looks)),
    ...events.ownRelease
      .of(entries)
      .filter(({ releaseMs }) => releaseMs === undefined)
      .map(({ volume, boundMs }) =>
        stop(
          'own-claim-left',
          events.ownRelease,
          `volume ${volume} was still claimed ${boundMs / 1000} s after its jobs had ended`,
        ),
      ),
  ];
}

function writerFindings(look: OwnClaims, jobs: OwnJob[]): Finding[] {
  const asked = jobs.flatMap(({ groups, namespace }) =>
    namespace === look.namespace ? groups.flatMap(({ volumes }) => volumes) : [],
  );
  const modes = asked.filter((need) => isAbout(need, look.volume)).map(({ accessMode }) => accessMode);
  const writers = look.claims.filter(({ mode, ended }) => mode === 'write' && !ended);
  if (writers.length < 2 || !allowsOneWriter([look.accessMode, ...modes])) return [];
  const names = writers.map(({ allocationId, node }) => `${allocationId.slice(0, 8)} on ${node}`);
  return [
    finding(look, 'two-writers', `has ${writers.length} writers at once: allocations ${names.join(', ')}`),
  ];
}

/** The claims that an allocation must hold while it runs. */
function holderFindings(allocation: OwnAllocation, jobs: OwnJob[], looks: OwnClaims[]): Finding[] {
  const { step, namespace, job, group } = allocation;
  const own = jobs.find((each) => each.namespace === namespace && isOf(each, job));
  const needs = own?.groups.find(({ name }) => name === group)?.volumes ?? [];
  return needs.flatMap((need) => {
    const volume = volumeOf(need, allocation);
    const look = looks.find(
      (each) => each.step === step && each.volume === volume && each.namespace === namespace,
    );
    const who = `allocation ${allocation.allocation.slice(0, 8)} of job ${job} on ${allocation.node}`;
    const running = allocation.status === 'running' && allocation.desired === 'run';
    if (!look)
      return running
        ? [
            unknown(
              'own-claims-unread',
              events.ownClaims,
              `${step}: nobody looked at volume ${volume} of ${who}`,
            ),
          ]
        : [];
    if (!look.holders.includes(allocation.allocation)) return [];
    const claim = look.claims.find(({ allocationId }) => allocationId === allocation.allocation);
    if (!claim) return [finding(look, 'claim-missing', `is not claimed by ${who}, which runs with it`)];
    return [
      ...(claim.mode === need.mode
        ? []
        : [finding(look, 'claim-mode', `is claimed to ${claim.mode} by ${who}, which asks to ${need.mode}`)]),
      ...(look.accessMode === need.accessMode
        ? []
        : [
            finding(
              look,
              'claim-mode',
              `is claimed as ${look.accessMode || 'nothing'}, ${who} asks for ${need.accessMode}`,
            ),
          ]),
    ];
  });
}

/** A launch or dispatch is `<job>/…`. */
const isOf = (own: OwnJob, job: string) => own.job === job || (own.template && job.startsWith(`${own.job}/`));

const isAbout = ({ source, perAlloc }: VolumeNeed, volume: string) =>
  volume === source || (perAlloc && volume.startsWith(`${source}[`));

function volumeOf({ source, perAlloc }: VolumeNeed, { name }: OwnAllocation): string {
  return perAlloc ? `${source}[${/\[(\d+)\]$/.exec(name)?.[1]}]` : source;
}

const finding = ({ step, volume }: OwnClaims, rule: string, message: string) =>
  stop(`own-${rule}`, events.ownClaims, `${step}: volume ${volume} ${message}`);
