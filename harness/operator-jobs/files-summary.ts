import { imagesInFile, unresolvedInWords } from './image-names.ts';
import type { ReadFiles } from './operator-files.ts';

/** What the operator's files hold, as far as that is known without a server. */
export interface FilesSummary {
  jobs: { id: string; file: string }[];
  volumes: { id: string; file: string }[];
  images: string[];
  /** Images that only Nomad's parser or a task's start can name, each in a line. */
  undetermined: string[];
}

export function summaryOf({ jobs, volumes }: ReadFiles): FilesSummary {
  const images = jobs.map(imagesInFile);
  return {
    jobs: jobs.map(({ id, hcl: { file } }) => ({ id, file })),
    volumes: volumes.map(({ spec, file }) => ({ id: spec.ID, file })),
    images: [...new Set(images.flatMap(({ named }) => named.map(({ reference }) => reference)))],
    undetermined: images.flatMap(({ unresolved }) => unresolved.map(unresolvedInWords)),
  };
}
