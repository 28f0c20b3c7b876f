import { imagesInFile, unresolvedInWords } from './image-names.ts';
import { notesOn, undispatched } from './notes.ts';
import type { ReadFiles } from './operator-files.ts';

/** What the operator's files hold, as far as that is known without a server. */
export interface FilesSummary {
  jobs: { id: string; file: string }[];
  volumes: { id: string; file: string }[];
  images: string[];
  /** What only Nomad's parser or a task's start can tell, each in a line. */
  undetermined: string[];
  /** Nomad Variables that are made before the jobs, by path and keys. */
  variables: string[];
  /** What means something else in a rehearsal, each in a line. */
  notes: string[];
}

export function summaryOf({ jobs, volumes, variables, dispatches }: ReadFiles): FilesSummary {
  const images = jobs.map(imagesInFile);
  return {
    jobs: jobs.map(({ id, hcl: { file } }) => ({ id, file })),
    volumes: volumes.map(({ spec, file }) => ({ id: spec.ID, file })),
    images: [...new Set(images.flatMap(({ named }) => named.map(({ reference }) => reference)))],
    undetermined: [
      ...jobs
        .filter(({ parsed }) => !parsed)
        .map(({ hcl: { file } }) => `${file}: Nomad has not read it yet, and may refuse it`),
      ...images.flatMap(({ unresolved }) => unresolved.map(unresolvedInWords)),
    ],
    variables: variables.map(({ path, items }) => `${path}: ${Object.keys(items).join(', ')}`),
    notes: [...jobs.flatMap(notesOn), ...jobs.flatMap((job) => undispatched(job, dispatches.get(job.id)))],
  };
}
