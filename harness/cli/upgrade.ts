import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UsageError } from '../errors.ts';
import { readLedger } from '../evidence/index.ts';
import { judge, notesOnPath, type Plant, rehearse, type Verdict } from '../upgrade/index.ts';
import type { CommandContext } from './command.ts';
import { boot, shown } from './run.ts';
import { runVitest } from './vitest.ts';

export interface UpgradeOptions extends CommandContext {
  from: string;
  to: string;
  /** Go a path that is known to break. */
  anyway: boolean;
  /** Print the verdict as JSON. */
  json: boolean;
  plant: Plant | undefined;
}

/** What has to hold between agents of two versions too; short, since it runs after each of them. */
const conformance = [
  'suites/lifecycle/prestarts.e2e.ts',
  'suites/lifecycle/poststop.e2e.ts',
  'suites/csi/file-other-nodes.e2e.ts',
  'suites/csi/release-after-stop.e2e.ts',
];

/**
 * Rehearses an upgrade on a cluster of its own and prints the verdict. Returns the exit code: 0 is GO.
 * @throws UsageError UPGRADE_PATH_BROKEN for a path that Nomad's documents rule out
 */
export async function upgrade(options: UpgradeOptions): Promise<number> {
  const { flags, from, to, progress, signal, plant } = options;
  checkPath(options);
  if (flags.clients < 2) {
    throw new UsageError(
      'UPGRADE_TOO_SMALL',
      'a rehearsal needs 2 clients: while one is replaced, work goes on',
      {
        next: `npx nomad-e2e upgrade --from ${from} --to ${to} --clients 3`,
      },
    );
  }
  let runDir = '';
  {
    const upgradeTo = { version: to };
    await using cluster = await boot(
      { ...flags, binary: { version: from } },
      { progress, signal, acl: true, upgradeTo },
    );
    runDir = cluster.runDir;
    await cluster.pluginHealthy;
    const env = { NOMAD_E2E_CLUSTER: cluster.owned.descriptorFile, NOMAD_E2E_RUN: runDir };
    const conform = () => runVitest({ projects: ['suites'], filters: conformance, env, signal });
    const { cluster: started } = cluster.owned;
    const { ledger } = cluster;
    await progress.phase(`rehearsal ${from} to ${to}`, () =>
      rehearse({ cluster: started, ledger, from, to, plant, conform, onProgress: progress.line, signal }),
    );
  }
  const verdict = judge(readLedger(join(runDir, 'ledger.ndjson')));
  await writeFile(join(runDir, 'verdict.json'), `${JSON.stringify(verdict, null, 2)}\n`);
  const text = options.json ? `${JSON.stringify(verdict, null, 2)}\n` : inWords(verdict, options, runDir);
  process.stdout.write(text);
  return verdict.go ? exitCodes.ok : exitCodes.testFailure;
}

function checkPath({ from, to, anyway, progress }: UpgradeOptions): void {
  const notes = notesOnPath(from, to);
  for (const { severity, message, source } of notes) progress.line(`${severity}: ${message} (${source})`);
  const [broken] = notes.filter(({ severity }) => severity === 'break');
  if (!broken || anyway) return;
  throw new UsageError('UPGRADE_PATH_BROKEN', `${from} to ${to} is known to break: ${broken.message}`, {
    observed: broken.source,
    next: `npx nomad-e2e upgrade --from ${from} --to ${to} --anyway   shows it break`,
  });
}

function inWords(
  { go, findings, measures }: Verdict,
  { from, to, plant }: UpgradeOptions,
  runDir: string,
): string {
  const { apiGap, writerStall, agentDown, heartbeatGraceMs, records, lostRecords, submitted } = measures;
  const gap = (name: string, stall: typeof apiGap) =>
    stall ? `${name} ${stall.ms} ms (${stall.step})` : `${name} not measured`;
  const clients = Object.entries(agentDown).filter(([step]) => step.includes('client'));
  const worst = Math.max(0, ...clients.map(([, ms]) => ms));
  const again = `npx nomad-e2e upgrade --from ${from} --to ${to}${plant ? ` --plant ${plant}` : ''}`;
  return [
    ...findings.map(
      ({ severity, rule, message, evidence }) =>
        `${severity === 'stop' ? 'STOP' : 'note'} ${rule}: ${message}\n     evidence: ${shown(join(runDir, 'ledger.ndjson'))}, kind ${evidence}`,
    ),
    gap('longest time without an answer of the API:', apiGap),
    gap('longest time in which a writer wrote nothing:', writerStall),
    `longest absence of a client's agent: ${worst} ms of ${heartbeatGraceMs} ms heartbeat_grace`,
    `records: ${records} read back, ${lostRecords} acknowledged ones lost; jobs accepted meanwhile: ${submitted}`,
    `report: ${shown(runDir)}   again: ${again}`,
    `${go ? 'GO' : 'NO-GO'}: Nomad ${from} to ${to}`,
    '',
  ].join('\n');
}
