import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BehaviourError } from '../../../harness/errors.ts';
import { type Defect, lasting } from '../defect.ts';

const jobs = join(import.meta.dirname, '..', '..', '..', 'jobs');

/** One change of text: what is found, and what it becomes. */
export type Edit = readonly [from: RegExp, to: string];

/** Injects edits into one file of a copy of `jobs/`, which the suite's process reads instead. */
export function edited(file: string, ...edits: Edit[]): Defect['inject'] {
  return async ({ folder }) => {
    const copy = join(folder, 'jobs');
    await cp(jobs, copy, { recursive: true });
    const path = join(copy, file);
    await writeFile(path, edit(file, await readFile(path, 'utf8'), edits));
    // The suite reads no other file in its place, and an edit that changes nothing has thrown.
    return lasting({ NOMAD_E2E_JOBS: copy });
  };
}

/**
 * The text with all edits.
 * @throws BehaviourError DEFECT_NOT_INJECTED when one does not fit in exactly one place: the file has changed since
 */
export function edit(file: string, text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const places = before.match(new RegExp(from.source, `${from.flags.replace('g', '')}g`))?.length ?? 0;
    const after = before.replace(from, to);
    if (places === 1 && after !== before) return after;
    throw new BehaviourError(
      'DEFECT_NOT_INJECTED',
      `cannot inject in jobs/${file}: ${from} fits ${places} times`,
      {
        next: 'correct the defect in tools/self-test/defects/job.ts',
      },
    );
  }, text);
}
