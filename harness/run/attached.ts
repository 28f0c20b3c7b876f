import { AccessFolder } from '../access/index.ts';
import { type Attachment, attach, type Target } from '../attach/index.ts';
import { type DriverProfile, defaultProfile, readProfile } from '../csi/index.ts';
import { events, RunFolder } from '../evidence/index.ts';
import { mayRemain } from '../interrupt.ts';
import { writeDriver } from './driver.ts';
import type { RunContext } from './options.ts';
import type { SuiteCluster } from './repetitions.ts';

export interface AttachOptions extends RunContext {
  driver: DriverProfile | undefined;
  /** Told, when all is removed, of the folder of a run that was interrupted. */
  onInterrupted: (folder: RunFolder) => Promise<unknown>;
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
  const folder = RunFolder.next(flags.runs);
  await using stack = new AsyncDisposableStack();
  const access = stack.use(await AccessFolder.make(folder.id, { say: progress.line }));
  let hasRun = false;
  stack.defer(async () => void (hasRun && signal.aborted && (await onInterrupted(folder))));
  const attachment = stack.use(
    await progress.phase('attach', () =>
      attach(target, { runId: folder.id, driver, onProgress: progress.line, signal }),
    ),
  );
  progress.line(`attached to ${target.address}`);
  for (const line of attachment.lines) progress.line(line);
  await folder.make();
  await noteRun(folder, attachment);
  hasRun = true;
  const { prefix = '' } = attachment.descriptor.attached ?? {};
  stack.use(
    mayRemain(
      `what begins with ${prefix} in ${target.address}: npx nomad-e2e down --attach --namespace ${target.namespace}`,
    ),
  );
  const descriptorFile = await access.writeDescriptor(attachment.descriptor);
  const driverFile = given && (await writeDriver(access, given));
  const all = stack.move();
  return {
    owned: { descriptorFile, cluster: { version: attachment.facts.version } },
    folder,
    driverFile,
    env: { NOMAD_E2E_PREFIX: prefix },
    pluginHealthy: Promise.resolve(),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function noteRun(folder: RunFolder, { facts, lines }: Attachment): Promise<void> {
  const { version, survey, target } = facts;
  using ledger = await folder.openLedger();
  const size = { servers: survey.servers?.length ?? 0, clients: survey.clients.length };
  ledger.append(events.run, { versions: [version], ...size, attached: target.address });
  ledger.append(events.capabilities, { lines, lacks: facts.lacks, leftovers: facts.leftovers });
}
