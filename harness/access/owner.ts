import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labels } from '../engine/index.ts';

const file = 'owner.json';

/** Says whose a folder is: by the labels that the run's containers have, too. */
export function markOwner(folder: string, runId: string, keep: boolean): void {
  writeFileSync(join(folder, file), JSON.stringify(labels(runId, { keep })), { mode: 0o600 });
}

/** The labels of the run that made a folder; none where they cannot be read. */
export function ownerOf(folder: string): Record<string, string> {
  try {
    return Object(JSON.parse(readFileSync(join(folder, file), 'utf8'))) as Record<string, string>;
  } catch {
    return {};
  }
}
