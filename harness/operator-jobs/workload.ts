import type { StartedNomadCluster } from '../cluster/index.ts';
import { sharedPluginId } from '../csi/index.ts';
import { events, type Ledger } from '../evidence/index.ts';
import type { OperatorsJob } from '../regression/index.ts';
import { adjustJob, adjustVolume } from './adjust.ts';
import { type GivenWorkload, type OwnFiles, readGiven } from './given.ts';
import { imagesInFile, imagesInJob, type UntoldImage } from './image-names.ts';
import { carryImages, type HeldImage, holdImages, type ImageSource } from './images.ts';
import { type JudgeBug, observeKnownIssues } from './known-issues.ts';
import { claimedVolumes, ownJobOf, watchedJob } from './needs.ts';
import { type InNamespace, observe } from './observe.ts';
import { inNomadsWords, type ParsedJob, parseJobs, requireVolumes } from './parse.ts';
import { looks } from './record.ts';
import { stopOwn } from './stop.ts';
import { requirePlaced, requireRunning, type Submission, submit } from './submit.ts';
import type { WatchedJob } from './watched-job.ts';

/** What was found in the operator's files without a server. */
export interface WorkloadSummary {
  jobs: { id: string; file: string }[];
  volumes: { id: string; file: string }[];
  images: string[];
  /** Images that only Nomad's parser or a task's start can name, each in a line. */
  undetermined: string[];
}

/** The operator's files, found to be usable. Nothing is started yet. */
export interface ReadWorkload {
  summary: WorkloadSummary;
  /**
   * Makes sure that the images are in the host's engine, and says which cannot be told yet.
   * @throws EnvironmentError OWN_IMAGE_MISSING
   */
  hold(source: ImageSource, io: { say: (line: string) => void; signal: AbortSignal }): Promise<HeldWorkload>;
}

/** The operator's files with the images that their jobs name. */
export interface HeldWorkload {
  /**
   * Parses the jobs on the cluster's version, adjusts them, carries their images into the nodes, makes their volumes and
   * runs them.
   * @throws UsageError OWN_JOB_INVALID, OWN_JOB_REFUSED, OWN_JOB_UNPLACED, OWN_JOB_NOT_RUNNING, OWN_VOLUME_MISSING;
   * EnvironmentError OWN_IMAGE_MISSING
   */
  place(stage: Stage): Promise<PlacedWorkload>;
}

/** Where the jobs run. */
export interface Stage {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/** The operator's jobs, running. */
export interface PlacedWorkload {
  /** For the comparison of tasks before and after each step. */
  jobs: WatchedJob[];
  /** Writes what the rules judge to the ledger. */
  observe(step: string): Promise<void>;
  /** The last look, the jobs' stop, the look after it, and the known bugs of `version` that apply to the jobs. */
  end(version: string, judgeBug: JudgeBug): Promise<void>;
}

/** Reads the operator's files. @throws as `readGiven` does */
export async function readOwnWorkload(files: OwnFiles): Promise<ReadWorkload> {
  const given = await readGiven(files);
  return {
    summary: summaryOf(given, files),
    async hold(source, { say, signal }) {
      const images = given.jobs.map(imagesInFile);
      for (const untold of images.flatMap((each) => each.untold)) say(untoldInWords(untold));
      const held = await holdImages(
        source,
        images.flatMap(({ named }) => named),
        signal,
      );
      return { place: async (stage) => await place(given, source, held, stage) };
    },
  };
}

function summaryOf({ jobs, volumes }: GivenWorkload, { volumes: files }: OwnFiles): WorkloadSummary {
  const images = jobs.map(imagesInFile);
  return {
    jobs: jobs.map(({ id, file }) => ({ id, file })),
    volumes: volumes.map(({ ID }, at) => ({ id: ID, file: files[at] ?? '' })),
    images: [...new Set(images.flatMap(({ named }) => named.map(({ reference }) => reference)))],
    undetermined: images.flatMap(({ untold }) => untold.map(untoldInWords)),
  };
}

async function place(
  given: GivenWorkload,
  source: ImageSource,
  held: readonly HeldImage[],
  stage: Stage,
): Promise<PlacedWorkload> {
  const { cluster, ledger, onProgress, signal } = stage;
  const { nomad } = cluster;
  const parsed = await parseJobs(nomad, given.jobs);
  requireVolumes(parsed, given.volumes);
  const images = await allImages(parsed, source, held, signal);
  await carryImages(cluster, source, images, signal);
  const adjusted = parsed.map(({ own, job }) => ({ own, ...adjustJob(job, images) }));
  const volumes = await makeVolumes(given, parsed, stage);
  for (const line of adjusted.flatMap(({ changes }) => changes)) onProgress(line);
  for (const { own, value, changes } of adjusted) {
    ledger.append(events.ownJob, ownJobOf(value, own.file, changes));
  }
  const submissions: Submission[] = [];
  for (const { own, value } of adjusted) {
    submissions.push(...(await submit(nomad, { own, job: value }, { signal, say: onProgress })));
  }
  await requirePlaced(nomad, submissions);
  await Promise.all(submissions.map((each) => requireRunning(nomad, each, signal)));
  const watched = { jobs: adjusted.map(({ value }) => inNamespace(value)), volumes };
  await observe(cluster, watched, { step: looks.before, ledger, signal });
  return {
    jobs: submissions.map(({ job }) => watchedJob(job)),
    observe: async (step) => await observe(cluster, watched, { step, ledger, signal }),
    async end(version, judgeBug) {
      await observe(cluster, watched, { step: looks.end, ledger, signal });
      await stopOwn(cluster, watched, { ledger, signal });
      await observe(cluster, watched, { step: looks.stopped, ledger, signal });
      await observeKnownIssues(operatorsOf(given, parsed), version, { judgeBug, ledger, onProgress });
    },
  };
}

/** With those whose names only Nomad's parser could tell. @throws EnvironmentError OWN_IMAGE_MISSING */
async function allImages(
  parsed: readonly ParsedJob[],
  source: ImageSource,
  held: readonly HeldImage[],
  signal: AbortSignal,
): Promise<HeldImage[]> {
  const told = parsed.flatMap(({ job }) => imagesInJob(job));
  const later = told.filter(({ reference }) => !held.some((image) => image.reference === reference));
  return [...held, ...(await holdImages(source, later, signal))];
}

/** The jobs as the operator has them, with the volumes that each claims. */
function operatorsOf({ volumes }: GivenWorkload, parsed: readonly ParsedJob[]): OperatorsJob[] {
  return parsed.map(({ job }) => ({
    job,
    volumes: volumes.filter(({ ID }) => claimedVolumes(job).includes(ID)),
  }));
}

/** Makes the namespaces and the volumes that a job asks for; a volume is in its job's namespace. */
async function makeVolumes(
  { volumes }: GivenWorkload,
  parsed: readonly ParsedJob[],
  { cluster: { nomad }, ledger, onProgress }: Stage,
): Promise<InNamespace[]> {
  const namespaces = new Set(parsed.map(({ job }) => inNamespace(job).namespace));
  for (const Name of [...namespaces].filter((name) => name !== 'default')) {
    await nomad.namespaces.create({ Name });
    onProgress(`namespace ${Name}: made, for the jobs in it`);
  }
  const made: InNamespace[] = [];
  for (const spec of volumes) {
    const users = parsed.filter(({ job }) => claimedVolumes(job).includes(spec.ID));
    if (users.length === 0) onProgress(`volume ${spec.ID}: no job asks for it, it is not made`);
    for (const namespace of new Set(users.map(({ job }) => inNamespace(job).namespace))) {
      const { value, changes } = adjustVolume(spec, sharedPluginId, namespace);
      for (const line of changes) onProgress(line);
      ledger.append(events.ownVolume, { volume: spec.ID, namespace, changes });
      await inNomadsWords({ file: `volume ${spec.ID}` }, 'OWN_VOLUME_REFUSED', () =>
        nomad.volumes.create(value),
      );
      made.push({ id: spec.ID, namespace });
    }
  }
  return made;
}

const inNamespace = ({ ID, Namespace = 'default' }: { ID: string; Namespace?: string }): InNamespace => ({
  id: ID,
  namespace: Namespace,
});

function untoldInWords({ text, laterBy, job, task, place }: UntoldImage): string {
  const who = `${place}: the image of task ${task} of job ${job}, ${text}, cannot be told`;
  return laterBy === 'nomad'
    ? `${who} before Nomad has parsed the job`
    : `${who}: it is filled in when the task starts, and is not carried into the nodes`;
}
