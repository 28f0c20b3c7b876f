/** What differs between versions of Nomad: the value of the oldest, then each change with the version it came with, oldest first. */
export type Since<T> = readonly [oldest: T, ...changes: (readonly [since: string, value: T])[]];

/** Whether the cluster runs this version of Nomad or a newer one. */
export type HasNomad = (version: string) => boolean;

/** The value that holds for the cluster's version. */
export function asOf<T>(hasNomad: HasNomad, [oldest, ...changes]: Since<T>): T {
  const last = changes.findLast(([since]) => hasNomad(since));
  return last ? last[1] : oldest;
}
