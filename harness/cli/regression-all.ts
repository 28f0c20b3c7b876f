import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultVersion, isUnavailable, resolveBinary } from '../binary/index.ts';
import { exitCodes } from '../errors.ts';
import {
  addSeen,
  expectedOn,
  regressions,
  type Sighting,
  type Trial,
  trialsOf,
  versionsOf,
  withTable,
} from '../regression/index.ts';
import type { CommandContext } from './command.ts';
import { chooseRows, inWords } from './regression.ts';
import { type Judged, judgeRows } from './regression-run.ts';

const readme = join(import.meta.dirname, '..', '..', 'README.md');

/**
 * Runs each bug's suite on its bad and on its good version, as far as their binaries can be had, notes what was seen in
 * suites/regressions/seen.json and makes the table in README.md from it. Returns the exit code: 0 when every bad
 * version that could be had was red and every good one green.
 * @throws UsageError REGRESSION_UNKNOWN
 */
export async function regressionAll({
  ids,
  ...context
}: CommandContext & { ids: string[] }): Promise<number> {
  const rows = chooseRows(ids);
  const { trials, lacking } = trialsOf(
    rows,
    await versionsHad([...versionsOf(rows), defaultVersion], context),
  );
  const judged: Judged[] = [];
  for (const version of new Set(trials.map((trial) => trial.version))) {
    const due = trials.filter((trial) => trial.version === version).map(({ row }) => row);
    const now = await judgeRows(due, { version }, context);
    judged.push(...now);
    // After each version, so that an interrupted run has not been in vain.
    await note(now.map(sightingOf));
  }
  await note(lacking.map(lackingOf));
  const lines = [
    ...judged.map(inWords),
    ...lacking.map(({ row, version }) => `${row.id} (nomad#${row.issue}): ${version} cannot be had`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return judged.every(asExpected) ? exitCodes.ok : exitCodes.testFailure;
}

async function versionsHad(
  versions: readonly string[],
  { progress, signal }: CommandContext,
): Promise<string[]> {
  const had: string[] = [];
  for (const version of new Set(versions)) {
    try {
      await resolveBinary({ version, onProgress: progress.line, signal });
      had.push(version);
    } catch (error) {
      // What is wrong with a source, such as a signature, is no version that is not available.
      if (signal.aborted || !isUnavailable(error)) throw error;
      progress.line(`Nomad ${version} cannot be had: ${error.message}`);
    }
  }
  return had;
}

async function note(added: readonly Sighting[]): Promise<void> {
  const seen = await addSeen(added);
  await writeFile(readme, withTable(await readFile(readme, 'utf8'), regressions, seen));
}

const asExpected = ({ row, version, colour }: Judged) => colour === expectedOn(row, version);
const now = () => new Date().toISOString();

function sightingOf({ row, version, from, colour, reason }: Judged): Sighting {
  return { id: row.id, version, ...(from !== undefined && { from }), colour, reason, at: now() };
}

function lackingOf({ row, version }: Trial): Sighting {
  const from = row.from === undefined ? {} : { from: row.from };
  return {
    id: row.id,
    version,
    ...from,
    colour: 'unavailable',
    reason: `Nomad ${version} cannot be had`,
    at: now(),
  };
}
