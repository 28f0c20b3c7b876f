/** How a job differs from `jobs/behaviour/plain.nomad.hcl`. */
export interface Patch {
  /** Type of the job, where it is not `batch`. */
  type?: string;
  /** HCL at the end of the block. */
  job?: string;
  group?: string;
  task?: string;
  /** Texts of the plain job, each with the HCL that stands there instead. */
  replace?: Record<string, string>;
  /** A block of the plain job that is left out. */
  without?: 'group' | 'task';
}

const blocks = {
  task: /^ {4}task [\s\S]*?^ {4}\}/gm,
  group: /^ {2}group [\s\S]*?^ {2}\}/gm,
  job: /^job [\s\S]*?^\}/gm,
};

/** The HCL of the plain job, patched. Throws unless each place of the patch stands in it exactly once. */
export function patched(plain: string, { type, replace = {}, without, ...added }: Patch): string {
  let hcl = plain;
  const replaced = type === undefined ? replace : { ...replace, '"batch"': `"${type}"` };
  for (const [text, by] of Object.entries(replaced)) hcl = once(hcl, text, () => by);
  if (without) hcl = once(hcl, blocks[without], () => '');
  // From within, so that no block is looked for in what was added.
  for (const block of ['task', 'group', 'job'] as const) {
    const more = added[block];
    if (more) hcl = once(hcl, blocks[block], (found) => found.replace(/( *\})$/, (end) => `${more}\n${end}`));
  }
  return hcl;
}

function once(hcl: string, place: string | RegExp, by: (found: string) => string): string {
  const times = typeof place === 'string' ? hcl.split(place).length - 1 : (hcl.match(place) ?? []).length;
  if (times !== 1) throw new Error(`the plain job has ${place} ${times} times, and a patch needs it once`);
  return hcl.replace(place, by);
}
