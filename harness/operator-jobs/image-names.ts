import { blocksOf, type HclPath, placeIn, resolveText } from '../hcl/index.ts';
import type { Job } from '../nomad/index.ts';
import { type OperatorJobFile, tasksOf } from './job-file.ts';

/** An image that a docker task names. */
export interface NamedImage {
  reference: string;
  job: string;
  task: string;
  /** `file:line`; undefined when only Nomad's parser knew it. */
  place: string | undefined;
}

/** An image whose name is not known from the file. */
export interface UnresolvedImage {
  text: string;
  laterBy: 'run-time' | 'nomad';
  job: string;
  task: string;
  place: string;
}

/** The images of a job file's docker tasks, and those that are not known yet. An image from an archive needs no registry. */
export function imagesInFile(file: OperatorJobFile): {
  named: (NamedImage & { path: HclPath })[];
  unresolved: UnresolvedImage[];
} {
  const named: (NamedImage & { path: HclPath })[] = [];
  const unresolved: UnresolvedImage[] = [];
  for (const task of tasksOf(file).filter(({ body }) => body.driver === 'docker')) {
    for (const { body, path } of blocksOf(task, 'config')) {
      if (typeof body.image !== 'string' || body.load !== undefined) continue;
      const image = resolveText(body.image, file.variables);
      const at = [...path, 'image'];
      const where = { job: file.id, task: task.label, place: placeIn(file.hcl, at) };
      if ('laterBy' in image) unresolved.push({ ...where, text: image.text, laterBy: image.laterBy });
      else named.push({ ...where, path: at, reference: image.text });
    }
  }
  return { named, unresolved };
}

/** In one line: which image it is, and when it will be known. */
export function unresolvedInWords({ text, laterBy, job, task, place }: UnresolvedImage): string {
  const who = `${place}: the image of task ${task} of job ${job}, ${text}, is not known`;
  return laterBy === 'nomad'
    ? `${who} before Nomad has parsed the job`
    : `${who}: it is filled in when the task starts, and is not carried into the nodes`;
}

/** The images of a job that Nomad has parsed, without those that are filled in when a task starts. */
export function imagesInJob(job: Job): NamedImage[] {
  return (job.TaskGroups ?? []).flatMap((group) =>
    (group.Tasks ?? []).flatMap((task) => {
      const image = task.Driver === 'docker' && !task.Config?.load ? task.Config?.image : undefined;
      if (typeof image !== 'string' || image.includes('$' + '{')) return [];
      return [{ reference: image, job: job.ID, task: task.Name, place: undefined }];
    }),
  );
}
