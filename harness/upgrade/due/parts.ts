import { type DataOf, type Entry, events, type Kind } from '../../evidence/index.ts';
import { jobTypes } from '../probes/registration.ts';
import type { FollowedVolume } from '../workload/writers.ts';

/** The step of what is looked at before the first one. */
export const beforeSteps = 'before';

/** What decides which evidence a rehearsal owes. */
export interface Owing {
  /** Names of the steps, in order. */
  steps: readonly string[];
  servers: readonly string[];
  clients: readonly string[];
  volumes: readonly FollowedVolume[];
  /** Whether a second writer is asked for again and again. */
  claims: boolean;
  rollback: boolean;
  /** Whether jobs of the operator run, too. */
  own: boolean;
}

/** How lines of a kind are told apart: which there have to be, and which of them a line is. */
interface Parts {
  kind: Kind<object>;
  due(owing: Owing): readonly string[];
  seen(entry: Entry): readonly string[];
}

function parts<K extends Kind<object>>(
  kind: K,
  due: Parts['due'],
  seen: (data: DataOf<K>) => readonly string[],
): Parts {
  return { kind, due, seen: (entry) => seen(entry as unknown as DataOf<K>) };
}

const jobsOf = ({ volumes }: Owing) => volumes.flatMap(({ writers }) => writers.map(({ job }) => job));

function probesOf({ servers, claims, rollback }: Owing): string[] {
  const api = (during: string) => servers.map((server) => `api ${during} ${server}`);
  const once = ['submit', ...(claims ? ['claim'] : [])].map((probe) => `${probe} upgrade`);
  return [...api('upgrade'), ...once, ...(rollback ? api('rollback') : [])];
}

const probeName = ({ probe, during, server }: DataOf<typeof events.probeBegin>) => [
  `${probe} ${during}${server === undefined ? '' : ` ${server}`}`,
];

/** Kinds whose lines differ in more than their step. A sample that was not answered is no evidence. */
const byKind: readonly Parts[] = [
  parts(
    events.registration,
    ({ servers }) => servers.flatMap((server) => jobTypes.map((type) => `${server} ${type}`)),
    ({ server, type }) => [`${server} ${type}`],
  ),
  parts(
    events.api,
    ({ servers }) => servers,
    ({ ok, server }) => (ok ? [server] : []),
  ),
  parts(
    events.submit,
    () => ['accepted'],
    ({ ok }) => (ok ? ['accepted'] : []),
  ),
  parts(
    events.workPlaced,
    ({ clients }) => clients,
    ({ clients }) => clients,
  ),
  parts(events.probeBegin, probesOf, probeName),
  parts(events.probeEnd, probesOf, probeName),
  parts(events.writerPlaced, jobsOf, ({ job }) => [job]),
  parts(events.writerStopped, jobsOf, ({ job }) => [job]),
  parts(events.writerProgress, jobsOf, ({ writers }) => writers.map(({ job }) => job)),
  parts(
    events.volumeRecords,
    ({ volumes }) => volumes.map(({ id }) => id),
    ({ volume }) => [volume],
  ),
];

const partsOf = (kind: string) => byKind.find((each) => each.kind.name === kind);

/** What there has to be a line of each of; undefined for a kind of which one line is all. */
export const dueParts = (kind: string, owing: Owing): readonly string[] | undefined =>
  partsOf(kind)?.due(owing);

/** What this line is evidence of; `['']` for a kind of which one line is all. */
export const seenParts = (entry: Entry): readonly string[] => partsOf(entry.kind)?.seen(entry) ?? [''];
