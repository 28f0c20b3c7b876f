import type { CsiVolumeSpec } from '../csi/index.ts';
import { labelledBlocks } from '../hcl/index.ts';
import { groupsOf, type OwnJobFile } from './job-file.ts';
import { type OwnFault, resolveText } from './variables.ts';

/** The CSI volumes that a job asks for and no given file describes, with the place that asks. */
export function volumesNotGiven(own: OwnJobFile, given: readonly CsiVolumeSpec[]): OwnFault[] {
  const ids = given.map(({ ID }) => ID);
  return groupsOf(own).flatMap((group) =>
    labelledBlocks(group, 'volume')
      .filter(({ body }) => body.type === 'csi' && typeof body.source === 'string')
      .flatMap(({ body, path }): OwnFault[] => {
        const source = resolveText(String(body.source), own.scope);
        // An expression is told by Nomad's parser, and looked at again then.
        if ('laterBy' in source) return [];
        const count = Number(textOf(own, group.body.count ?? 1));
        return volumeIds(source.text, body.per_alloc === true, count)
          .filter((id) => !ids.includes(id))
          .map((id) => ({
            path: [...path, 'source'],
            reason: `volume "${id}" is not provided by any --volume${ids.length > 0 ? ` (given: ${ids.join(', ')})` : ''}`,
          }));
      }),
  );
}

/** With `per_alloc` each allocation has a volume of its own, `<source>[<index>]` (Nomad docs, `volume` block). */
export function volumeIds(source: string, perAlloc: boolean, count: number): string[] {
  if (!perAlloc || !Number.isInteger(count)) return perAlloc ? [] : [source];
  return Array.from({ length: count }, (_, index) => `${source}[${index}]`);
}

function textOf({ scope }: OwnJobFile, value: unknown): string {
  const text = resolveText(String(value), scope);
  return 'laterBy' in text ? 'unknown' : text.text;
}
