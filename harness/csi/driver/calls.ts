import type { AnsweredLine, AskedLine } from '../../../fixtures/csi-hostpath/journal.ts';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { defined } from '../../defined.ts';
import { explain } from '../../errors.ts';
import { type DriverCall, events, type Ledger } from '../../evidence/index.ts';
import { allCalls } from './hostpath-layout.ts';
import { onShared } from './on-shared.ts';

type Line = AskedLine | AnsweredLine;

/** What drivers have noted of their calls. */
interface NotedCalls {
  calls: DriverCall[];
  /** Lines that a driver has numbered and that are not there. */
  missing: number;
}

/**
 * Writes what all drivers of ours were asked and answered into the ledger, of the volumes that were asked for since a moment of the
 * ledger's clock. What cannot be read is noted, and no error: it must not keep a cluster from being removed.
 */
export async function recordCalls(cluster: StartedNomadCluster, ledger: Ledger, since = 0): Promise<void> {
  try {
    const { calls, missing } = await readCalls(cluster, since);
    for (const call of calls) ledger.append(events.driverCall, call);
    ledger.append(events.driverCalls, { calls: calls.length, missing });
  } catch (error) {
    ledger.append(events.driverCalls, { calls: 0, missing: 0, unseen: explain(error) });
  }
}

/**
 * What all drivers of ours have noted so far of their calls, of the volumes that were asked for since a moment of the ledger's clock.
 * @throws EnvironmentError CLUSTER_EMPTY where no client can read it
 */
export async function readCalls(cluster: StartedNomadCluster, since = 0): Promise<NotedCalls> {
  const limit = deadline({ what: "the drivers' notes of their calls", ms: 30_000, machine: true });
  return parseCalls(await onShared(cluster, `cat ${allCalls} 2>/dev/null || true`, [], limit), since);
}

/** The calls in the text of any number of journals. A line that was cut short is missing. */
export function parseCalls(text: string, since = 0): NotedCalls {
  const lines = text.split('\n').flatMap(lineOf);
  const answers = new Map(
    lines.flatMap((line) => ('to' in line ? [[`${line.driver} ${line.to}`, line] as const] : [])),
  );
  const asked = lines.filter((line) => 'call' in line);
  const answerOf = ({ driver, n }: AskedLine) => answers.get(`${driver} ${n}`);
  const names = new Map(asked.map((line) => [answerOf(line)?.volume ?? '', line.name]));
  const calls = asked
    .map((line) => callOf(line, answerOf(line), names))
    .filter(({ volume }) => volume !== '')
    .sort((a, b) => a.asked - b.asked);
  const recent = new Set(calls.filter(({ asked }) => asked >= since).map(({ volume }) => volume));
  return { calls: calls.filter(({ volume }) => recent.has(volume)), missing: missingOf(lines) };
}

function callOf(
  line: AskedLine,
  answer: AnsweredLine | undefined,
  names: Map<string, string | undefined>,
): DriverCall {
  const { call, node = '', at: asked, target, staging, mode, readOnly } = line;
  const volume = line.name || names.get(line.volume) || line.volume;
  return defined({
    ...{ volume, call, node, asked, target, staging, readOnly },
    mode: mode?.toLowerCase().replaceAll('_', '-'),
    ...{ answered: answer?.at, outcome: answer?.outcome, why: answer?.why },
  });
}

function missingOf(lines: readonly Line[]): number {
  const starts = Map.groupBy(lines, ({ driver }) => driver);
  return [...starts.values()].reduce(
    (sum, own) => sum + Math.max(...own.map(({ n }) => n)) - new Set(own.map(({ n }) => n)).size,
    0,
  );
}

function lineOf(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}
