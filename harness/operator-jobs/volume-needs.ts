import type { CsiVolumeSpec } from '../csi/index.ts';
import { labelledBlocks, type Mistake, resolveText } from '../hcl/index.ts';
import { groupsOf, type OperatorJobFile } from './job-file.ts';

/** A volume of the operator, as its file has it. */
export interface OperatorVolume {
  file: string;
  spec: CsiVolumeSpec;
}

/** The CSI volumes that a job asks for and no given file describes, with the place that asks. */
export function volumesNotGiven(job: OperatorJobFile, given: readonly OperatorVolume[]): Mistake[] {
  const ids = given.map(({ spec }) => spec.ID);
  return groupsOf(job).flatMap((group) =>
    labelledBlocks(group, 'volume')
      .filter(({ body }) => body.type === 'csi' && typeof body.source === 'string')
      .flatMap(({ body, path }): Mistake[] => {
        const source = resolveText(String(body.source), job.variables);
        // Nomad's parser gives the value of an expression, and the job is asked again then.
        if ('laterBy' in source) return [];
        const count = resolveText(String(group.body.count ?? 1), job.variables);
        return volumeIds(
          source.text,
          body.per_alloc === true,
          'laterBy' in count ? Number.NaN : Number(count.text),
        )
          .filter((id) => !ids.includes(id))
          .map((id) => ({
            path: [...path, 'source'],
            reason: `volume "${id}" is not provided by any --volume${given.length > 0 ? ` (given: ${someOf(ids)})` : ''}`,
          }));
      }),
  );
}

/** The first of many names, and how many there are. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** With `per_alloc` each allocation has a volume of its own, `<source>[<index>]` (Nomad docs, `volume` block). */
export function volumeIds(source: string, perAlloc: boolean, count: number): string[] {
  if (!perAlloc || !Number.isInteger(count)) return perAlloc ? [] : [source];
  return Array.from({ length: count }, (_, index) => `${source}[${index}]`);
}
