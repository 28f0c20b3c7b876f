import { adjustJob } from './adjust.ts';
import { createNamespaces, createVariables } from './create-variables.ts';
import { createVolumes } from './create-volumes.ts';
import { imagesInJob } from './image-names.ts';
import { carryImages, type ImageSource, type ObtainedImage, obtainImages } from './images.ts';
import { inNamespace } from './observe.ts';
import type { ReadFiles } from './operator-files.ts';
import { claimedVolumes } from './operator-job.ts';
import { type ParsedJob, parseJobs, requireVolumes } from './parsed-job.ts';
import type { Stage } from './stage.ts';
import { submitAll } from './submit.ts';
import { SubmittedOperatorJobs } from './submitted.ts';

/** The operator's jobs, whose images are in the host's engine as far as their names are known. */
export class OperatorJobsWithImages {
  readonly #files: ReadFiles;
  readonly #source: ImageSource;
  readonly #images: readonly ObtainedImage[];

  constructor(files: ReadFiles, source: ImageSource, images: readonly ObtainedImage[]) {
    this.#files = files;
    this.#source = source;
    this.#images = images;
  }

  /**
   * Parses the jobs on the cluster's version, adjusts them, carries their images into the nodes, creates their variables and volumes
   * and runs them.
   * @throws UsageError OWN_JOB_INVALID, OWN_JOB_REFUSED, OWN_JOB_UNPLACED, OWN_JOB_NOT_RUNNING, OWN_VOLUME_MISSING,
   * OWN_VOLUME_REFUSED; EnvironmentError OWN_IMAGE_MISSING
   */
  async submit(stage: Stage): Promise<SubmittedOperatorJobs> {
    const { cluster, onProgress, signal } = stage;
    const parsed = await parseJobs(cluster.nomad, this.#files.jobs);
    requireVolumes(parsed, this.#files.volumes);
    const images = await this.#allImages(parsed, signal);
    await carryImages(cluster, this.#source, images, signal);
    const jobs = parsed.map((each) => ({ ...each, ...adjustJob(each.job, images) }));
    await createNamespaces(this.#files.variables, parsed, stage);
    await createVariables(this.#files.variables, parsed, stage);
    const volumes = await createVolumes(this.#files.volumes, parsed, stage);
    for (const line of jobs.flatMap(({ changes }) => changes)) onProgress(line);
    const submissions = await submitAll(jobs, stage, this.#files.dispatches);
    const watched = { jobs: jobs.map(({ job }) => inNamespace(job)), volumes };
    return await SubmittedOperatorJobs.of(stage, {
      registered: jobs.map(({ job }) => job),
      dispatches: this.#files.dispatches,
      ...{ watched, jobs: submissions.map(({ job }) => job), operators: this.#operators(parsed) },
    });
  }

  /** With those whose names only Nomad's parser knows. @throws EnvironmentError OWN_IMAGE_MISSING */
  async #allImages(parsed: readonly ParsedJob[], signal: AbortSignal): Promise<ObtainedImage[]> {
    const obtained = this.#images.map(({ reference }) => reference);
    const later = parsed
      .flatMap(({ job }) => imagesInJob(job))
      .filter(({ reference }) => !obtained.includes(reference));
    return [...this.#images, ...(await obtainImages(this.#source, later, signal))];
  }

  /** The jobs as the operator has them, with the volumes that each claims. */
  #operators(parsed: readonly ParsedJob[]) {
    const specs = this.#files.volumes.map(({ spec }) => spec);
    return parsed.map(({ job }) => ({
      job,
      volumes: specs.filter(({ ID }) => claimedVolumes(job).includes(ID)),
    }));
  }
}
