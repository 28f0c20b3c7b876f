import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explain, UsageError } from '../errors.ts';
import { type Entry, readLedger } from '../evidence/index.ts';
import { type Judgement, type Report, reportOf } from '../report/index.ts';
import { secretsIn, withoutSecrets } from '../secrets/index.ts';
import { verdictOf } from './verdict-of.ts';

/**
 * The folder of a saved run, named by its path or its id.
 * @throws UsageError RUN_UNKNOWN when it has no ledger
 */
export function savedRun(named: string, { next }: { next: string }): string {
  const folder = [named, join('runs', named)].find((each) => existsSync(join(each, 'ledger.ndjson')));
  if (folder) return resolve(folder);
  throw new UsageError('RUN_UNKNOWN', `there is no ledger of a run in ${named}`, { next });
}

/** The judgement of a rehearsal or of chaos by its ledger alone; undefined for suites, which their tests judge. */
function judgementOf(entries: readonly Entry[]): Judgement | undefined {
  const run = verdictOf(entries);
  if (!run) return undefined;
  const { outcome, findings } = run.verdict;
  return { ok: outcome === 'good', findings };
}

/** A ledger of another version of this program may lack what is judged today: that is said, and no verdict is made up. */
function judgedOrSaid(entries: readonly Entry[]): Judgement | undefined {
  try {
    return judgementOf(entries);
  } catch (error) {
    const message = `this version cannot judge the run: ${explain(error)}`;
    return { ok: false, findings: [{ severity: 'stop', rule: 'not-judged', message }] };
  }
}

/** A saved run as a report. Ledgers have no secrets; those that were written before may have, and so may kept clusters' files. */
export function savedReport(folder: string): Report {
  const descriptor = descriptorIn(folder);
  // The token for a cluster of somebody else is nowhere written down, so it is looked for by its value.
  const known = [...secretsIn(descriptor), process.env.NOMAD_TOKEN ?? ''].filter((secret) => secret !== '');
  const entries = withoutSecrets(entriesOf(folder), known);
  return reportOf({ folder, entries, judgement: judgedOrSaid(entries) });
}

/** All lines of a run, with those of its repetitions, whose bundles are in their folders. */
function entriesOf(folder: string): Entry[] {
  const repetitions = join(folder, 'repetitions');
  const numbers = existsSync(repetitions) ? readdirSync(repetitions) : [];
  const theirs = numbers.flatMap((number) =>
    readLedger(join(repetitions, number, 'ledger.ndjson')).map((entry) =>
      typeof entry.bundle === 'string'
        ? { ...entry, bundle: join('repetitions', number, entry.bundle) }
        : entry,
    ),
  );
  return [...readLedger(join(folder, 'ledger.ndjson')), ...theirs].sort((a, b) => a.mono - b.mono);
}

function descriptorIn(folder: string): unknown {
  const file = join(folder, 'cluster.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
