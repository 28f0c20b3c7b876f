import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultVersion, isUnavailable, resolveBinary } from '../binary/index.ts';
import { exitCodeOf, type Verdict } from '../judge/index.ts';
import {
  addSeen,
  type Judged,
  regressions,
  type Sighting,
  type Trial,
  tableVerdict,
  trialsOf,
  versionsOf,
  withTable,
} from '../regression/index.ts';
import { judgeRows, type RunContext } from '../run/index.ts';
import { chooseRows, inWords } from './regression.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'regressions.md');

export interface RegressionAllOptions extends RunContext {
  ids: string[];
  /** Leave out the versions that are not available here. */
  available: boolean;
}

/**
 * Runs each bug's suite on its bad and on its good version, records what was seen in suites/regressions/seen.json and makes the
 * table in docs/regressions.md from it. Returns the exit code: 0 when every bad version showed its bug and no good one did, 1 when one
 * did not as the table says, else 3 when one could not be judged or, unless `available`, is not available here, or none was tried.
 * @throws UsageError REGRESSION_UNKNOWN
 */
export async function regressionAll({ ids, available, ...context }: RegressionAllOptions): Promise<number> {
  const rows = chooseRows(ids);
  const versions = await availableOf([...versionsOf(rows), defaultVersion], context);
  const { trials, lacking } = trialsOf(rows, versions);
  const judged: Judged[] = [];
  for (const version of new Set(trials.map((trial) => trial.version))) {
    const due = trials.filter((trial) => trial.version === version).map(({ row }) => row);
    const now = await judgeRows(due, { version }, context);
    judged.push(...now);
    // After each version, so that an interrupted run keeps its results.
    await note(now.map(sightingOf));
  }
  const verdict = tableVerdict(judged, lacking, { available });
  process.stdout.write(`${resultLines(judged, lacking, verdict).join('\n')}\n`);
  return exitCodeOf(verdict.outcome);
}

function resultLines(judged: readonly Judged[], lacking: readonly Trial[], { outcome }: Verdict): string[] {
  const results = { good: 'as the table says', bad: 'not as the table says', unknown: 'not proven' };
  return [
    ...judged.map(inWords),
    ...lacking.map(({ row, version }) => `${row.id} (nomad#${row.issue}): ${version} is not available here`),
    `${judged.length} of ${judged.length + lacking.length} tried: ${results[outcome]}`,
  ];
}

async function availableOf(versions: readonly string[], { progress, signal }: RunContext): Promise<string[]> {
  const available: string[] = [];
  for (const version of new Set(versions)) {
    try {
      await resolveBinary({ version, onProgress: progress.line, signal });
      available.push(version);
    } catch (error) {
      // A source that is broken, such as by a wrong signature, is an error, and not a missing version.
      if (signal.aborted || !isUnavailable(error)) throw error;
      progress.line(`Nomad ${version} is not available here: ${error.message}`);
    }
  }
  return available;
}

async function note(added: readonly Sighting[]): Promise<void> {
  const seen = await addSeen(added);
  await writeFile(page, withTable(await readFile(page, 'utf8'), regressions, seen));
}

const now = () => new Date().toISOString();

function sightingOf({ row, version, from, colour, reason }: Judged): Sighting {
  return { id: row.id, version, ...(from !== undefined && { from }), colour, reason, at: now() };
}
