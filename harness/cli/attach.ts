import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Attachment, attach, clearLeftovers, type Target } from '../attach/index.ts';
import { type DriverProfile, defaultProfile, readProfile } from '../csi/index.ts';
import { exitCodes } from '../errors.ts';
import { events, Ledger } from '../evidence/index.ts';
import { dropAccess, writeAccess } from '../secrets/index.ts';
import type { CommandContext } from './command.ts';
import { writeDriver } from './driver.ts';
import { mayRemain } from './interrupt.ts';
import type { SuiteCluster } from './repeat.ts';

export interface AttachOptions extends CommandContext {
  driver: DriverProfile | undefined;
  /** Told, when all is removed, of the folder of a run that was interrupted. */
  onInterrupted: (runDir: string) => Promise<unknown>;
}

/**
 * Attaches to a cluster of somebody else for suites, and says what it can. Disposing it removes what the run has left there.
 * @throws as `attach`
 */
export async function attachForSuites(
  target: Target,
  { flags, progress, signal, driver: given, onInterrupted }: AttachOptions,
): Promise<SuiteCluster> {
  const driver = given ?? (await readProfile(defaultProfile));
  const runId = `${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  const runDir = resolve(flags.runs, runId);
  await using stack = new AsyncDisposableStack();
  let hasRun = false;
  stack.defer(async () => void (hasRun && signal.aborted && (await onInterrupted(runDir))));
  const attachment = stack.use(
    await progress.phase('attach', () =>
      attach(target, { runId, driver, onProgress: progress.line, signal }),
    ),
  );
  progress.line(`attached to ${target.address}`);
  for (const line of attachment.lines) progress.line(line);
  await mkdir(runDir, { recursive: true });
  await noteRun(runDir, attachment);
  hasRun = true;
  const { prefix = '' } = attachment.descriptor.attached ?? {};
  stack.use(mayRemain(`what begins with ${prefix} in ${target.address}: npx nomad-e2e down --attach`));
  const descriptorFile = join(runDir, 'cluster.json');
  stack.defer(() => dropAccess(runDir));
  await writeAccess(descriptorFile, JSON.stringify(attachment.descriptor, null, 2));
  const driverFile = given && (await writeDriver(runDir, given));
  const all = stack.move();
  return {
    owned: { descriptorFile, cluster: { version: attachment.facts.version } },
    runDir,
    driverFile,
    env: { NOMAD_E2E_PREFIX: prefix },
    pluginHealthy: Promise.resolve(),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Removes what killed runs have left in the target's namespace, and tells it. Returns the exit code. */
export async function downAttached(target: Target): Promise<number> {
  const { removed, left } = await clearLeftovers(target);
  for (const each of removed) process.stdout.write(`removed ${each}\n`);
  for (const each of left) process.stdout.write(`could not be removed: ${each}\n`);
  if (removed.length + left.length === 0)
    process.stdout.write(`nothing of nomad-e2e is in ${target.namespace}\n`);
  return left.length === 0 ? exitCodes.ok : exitCodes.environment;
}

async function noteRun(runDir: string, { facts, lines }: Attachment): Promise<void> {
  const { version, survey, target } = facts;
  using ledger = await Ledger.open(join(runDir, 'ledger.ndjson'));
  const size = { servers: survey.servers?.length ?? 0, clients: survey.clients.length };
  ledger.append(events.run, { versions: [version], ...size, attached: target.address });
  ledger.append(events.capabilities, { lines, lacks: facts.lacks, leftovers: facts.leftovers });
}
