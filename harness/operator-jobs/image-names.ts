import { blocksOf } from '../hcl/index.ts';
import type { Job } from '../nomad/index.ts';
import { type OwnJobFile, placeOf, tasksOf } from './job-file.ts';
import { resolveText } from './variables.ts';

/** An image that a docker task names. */
export interface NamedImage {
  reference: string;
  job: string;
  task: string;
  /** `file:line`; undefined when only Nomad's parser could tell it. */
  place: string | undefined;
}

/** An image whose name cannot be told from the file. */
export interface UntoldImage {
  text: string;
  laterBy: 'run-time' | 'nomad';
  job: string;
  task: string;
  place: string;
}

/** The images of a job file's docker tasks, and those that cannot be told yet. An image from an archive is none. */
export function imagesInFile(own: OwnJobFile): { named: NamedImage[]; untold: UntoldImage[] } {
  const named: NamedImage[] = [];
  const untold: UntoldImage[] = [];
  for (const task of tasksOf(own).filter(({ body }) => body.driver === 'docker')) {
    for (const { body, path } of blocksOf(task, 'config')) {
      if (typeof body.image !== 'string' || body.load !== undefined) continue;
      const image = resolveText(body.image, own.scope);
      const where = { job: own.id, task: task.label, place: placeOf(own, [...path, 'image']) };
      if ('laterBy' in image) untold.push({ ...where, text: image.text, laterBy: image.laterBy });
      else named.push({ ...where, reference: image.text });
    }
  }
  return { named, untold };
}

/** The images of a job that Nomad has parsed, without those that are only told when a task starts. */
export function imagesInJob(job: Job): NamedImage[] {
  return (job.TaskGroups ?? []).flatMap((group) =>
    (group.Tasks ?? []).flatMap((task) => {
      const image = task.Driver === 'docker' && !task.Config?.load ? task.Config?.image : undefined;
      if (typeof image !== 'string' || image.includes('$' + '{')) return [];
      return [{ reference: image, job: job.ID, task: task.Name, place: undefined }];
    }),
  );
}
