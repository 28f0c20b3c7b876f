import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../json-file.ts';

/** What a run saw of one bug on one version. */
const sightingSchema = z.object({
  id: z.string(),
  version: z.string(),
  /** The version that the cluster started with, for a bug of an upgrade. */
  from: z.string().optional(),
  /** `unavailable`: no binary of the version was available. What was not tried is not noted any more. */
  colour: z.enum(['red', 'green', 'unjudged', 'unavailable']),
  reason: z.string(),
  /** ISO 8601. */
  at: z.string(),
});
export type Sighting = z.infer<typeof sightingSchema>;

const seenFile = join(import.meta.dirname, '..', '..', 'suites', 'regressions', 'seen.json');

/** What `regression --all` has seen so far; kept in the repository. */
export function readSeen(file = seenFile): Sighting[] {
  return readJsonFile(file, {
    parse: (value) => z.array(sightingSchema).parse(value),
    next: `git checkout ${file}`,
  });
}

/** Adds sightings, each in place of an older one of the same bug and version, and returns them all. */
export async function addSeen(added: readonly Sighting[], file = seenFile): Promise<Sighting[]> {
  const all = merge(readSeen(file), added);
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

/** One that could not be judged does not undo what was seen before. */
export function merge(known: readonly Sighting[], added: readonly Sighting[]): Sighting[] {
  const all = new Map(known.map((each) => [keyOf(each), each]));
  for (const each of added) {
    const before = all.get(keyOf(each))?.colour;
    if (each.colour !== 'unjudged' || (before !== 'red' && before !== 'green')) all.set(keyOf(each), each);
  }
  return [...all.values()].sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en', { numeric: true }));
}

const keyOf = ({ id, version }: Sighting) => `${id} ${version}`;
