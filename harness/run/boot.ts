import { writeContext } from '../../fixtures/csi-hostpath/context.ts';
import { AccessFolder, sweepClusters } from '../access/index.ts';
import { awaitedLater } from '../awaited-later.ts';
import { type BinaryFacts, type BinaryPlan, factsOf, type ResolvedBinary } from '../binary/index.ts';
import {
  type ClusterDescriptor,
  nodeNames,
  type OwnedCluster,
  onAgent,
  requireCommonApi,
  requireDevices,
  startCluster,
  writeImageStore,
} from '../cluster/index.ts';
import {
  type DriverProfile,
  defaultProfile,
  devicesOf,
  ensurePlugin,
  readProfile,
  recordCalls,
} from '../csi/index.ts';
import {
  capabilitiesMissingAt,
  checkRoom,
  type Engine,
  loopback,
  openEngine,
  requireNodes,
} from '../engine/index.ts';
import { events, type Ledger, RunFolder } from '../evidence/index.ts';
import { ensureImages } from '../image/index.ts';
import { mayRemain } from '../interrupt.ts';
import { pace, setPace } from '../pace.ts';
import { uptimeOf } from '../writers/index.ts';
import { background } from './background.ts';
import { chosenBinary } from './chosen-binary.ts';
import { holdDriver, notesCalls, requireUnprivileged, writeDriver } from './driver.ts';
import type { ClusterOptions, RunContext } from './options.ts';
import { shown } from './shown.ts';

/** A cluster that the CSI driver is being started on, and the folder that this run writes to. */
export interface Boot extends AsyncDisposable {
  owned: OwnedCluster;
  folder: RunFolder;
  /** For what gives access to the cluster. */
  access: AccessFolder;
  /** Path of the Nomad binary that runs. */
  binary: string;
  /** The Nomad binaries that every node holds; the first of them runs. */
  binaries: [BinaryFacts, ...BinaryFacts[]];
  ledger: Ledger;
  /** The driver's profile as suites read it, when one was given. */
  driverFile: string | undefined;
  /** From network to all ready, in milliseconds. */
  startMs: number;
  /** Settles when the CSI driver is healthy on every client, which takes Nomad longer than all before it. */
  pluginHealthy: Promise<unknown>;
}

export interface BootOptions extends Omit<RunContext, 'flags'> {
  /** The cluster outlives this process. */
  keep?: boolean;
  /** Whether the ACL system is on, as in production; on unless given. */
  acl?: boolean;
  /** Whether servers collect claims of what is gone; they do unless this is false. */
  claimCollection?: boolean;
  /** Another binary that every node holds, to replace its agent by. */
  upgradeTo?: ClusterOptions['binary'];
  /** Whether a CSI driver is started; it is unless this is false. */
  csi?: boolean;
  /** The CSI driver that suites run on, hostpath unless given. */
  driver?: DriverProfile | undefined;
  /** Told, when all is removed, of the folder of a run that was interrupted. */
  onInterrupted?: (folder: RunFolder) => Promise<unknown>;
  /** Does what needs the engine and has to be done before any container is started. */
  beforeNodes?: (engine: Engine) => Promise<void>;
}

/**
 * From nothing to a cluster that suites can run on: engine, binary, images, cluster, plugin, each phase timed.
 * Everything is released again when a phase fails or the signal aborts.
 */
export async function boot(flags: ClusterOptions, options: BootOptions): Promise<Boot> {
  const {
    progress,
    signal,
    keep = false,
    acl = true,
    csi = true,
    claimCollection = true,
    onInterrupted,
  } = options;
  await using stack = new AsyncDisposableStack();
  const folder = RunFolder.next(flags.runs);
  const access = await AccessFolder.make(folder.id, { keep, say: progress.line });
  let stays = false;
  stack.defer(async () => void (stays || (await access[Symbol.asyncDispose]())));
  const { engine, held, plan, binaries, images } = await prepared(
    flags,
    { ...options, runId: folder.id },
    stack,
  );
  await folder.make();
  stack.defer(async () => void (signal.aborted && (await onInterrupted?.(folder))));
  const driverFile = held && (await writeDriver(access, held.driver));
  const ledger = stack.use(await folder.openLedger());
  // What is done to agents from here on, such as by an upgrade; suites record it themselves.
  onAgent((record) => ledger.append(events.agent, record));
  stack.defer(() => onAgent(undefined));
  const onPhase = (name: string, ms: number) => {
    progress.note(`cluster: ${name}`, ms);
    ledger.append(events.phase, { name, ms });
  };
  const onWarning = (line: string) => progress.line(`warning: ${line}`);
  stack.use(mayRemain(`${remainsOf(folder, flags)}; access files ${access.path}`));
  const [first, ...others] = binaries;
  const facts: Boot['binaries'] = [factsOf(first, plan.why), ...others.map((each) => factsOf(each))];
  const { servers, clients, timing, secure, allowPrivileged } = flags;
  ledger.append(events.run, {
    versions: facts.map(({ version }) => version),
    ...{ binaries: facts, servers, clients, timing },
    ...(allowPrivileged && { allowPrivileged }),
    ...(pace() > 1 && { pace: pace() }),
    ...(csi && notesCalls(held?.driver) && { callsDue: true }),
  });
  const { version, otherParser } = facts[0];
  if (allowPrivileged) onWarning('docker tasks may be privileged, with all devices of this machine');
  const devices = held ? devicesOf(held.driver) : [];
  const shape = {
    ...{ servers, clients, timing, secure, acl, allowPrivileged, claimCollection, version, otherParser },
    devices,
  };
  const own = { runId: folder.id, runDir: folder.path, access, keep, upgradeTo: others[0]?.version };
  const carried = held?.carried ?? [];
  const begin = performance.now();
  const owned = stack.use(
    await progress.phase('cluster', () =>
      startCluster({ engine, images, carried, ...shape, ...own, onPhase, onWarning, signal }),
    ),
  );
  const startMs = performance.now() - begin;
  noteEngine(owned.cluster.descriptor, { ledger, say: progress.line });
  // Writers note their times by the kernel of the nodes, which is another one then.
  if (!engine.local) ledger.append(events.clock, { uptime: await uptimeOf(owned.cluster) });
  stack.defer(async () => void (keep || signal.aborted || (await recordCalls(owned.cluster, ledger))));
  const pluginHealthy = csi ? startPlugin(owned, held?.driver, options) : Promise.resolve();
  stays = keep;
  const all = stack.move();
  return {
    ...{ owned, folder, access, ledger, driverFile, startMs, pluginHealthy },
    ...{ binary: first.path, binaries: facts },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** As the engine in the nodes says itself, which is of more worth than what was asked for. */
function noteEngine(
  { nodeEngine }: ClusterDescriptor,
  { ledger, say }: { ledger: Ledger; say: (line: string) => void },
): void {
  if (nodeEngine === undefined) return;
  ledger.append(events.nodeEngine, nodeEngine);
  say(`engine of the nodes: Docker ${nodeEngine.version}`);
}

/** What a cluster is started from: binaries, engine, images and the driver's image; what killed runs have left is gone. */
async function prepared(
  flags: ClusterOptions,
  { runId, ...options }: BootOptions & { runId: string },
  stack: AsyncDisposableStack,
) {
  const { progress, signal, upgradeTo, driver, beforeNodes } = options;
  const { nodeEngine, install, engineAddress: address } = flags;
  const onProgress = progress.line;
  const slow = setPace();
  if (slow !== undefined) onProgress(slow);
  if (driver && !flags.allowPrivileged) requireUnprivileged(driver);
  // Whether the binaries can be obtained shows in seconds; when they cannot, nothing needs to be started.
  const plan = await chosenBinary(flags.binary, { progress, signal });
  const plans = [plan, ...(upgradeTo ? [await chosenBinary(upgradeTo, { progress, signal })] : [])] as const;
  requireCommonApi(
    plans.map(({ version }) => version),
    nodeEngine.version,
  );
  // A binary may take minutes to build, the engine to install: neither needs the other.
  const binaryReady = stack.use(
    background(signal, (signal) =>
      progress.phase('Nomad binary', () => obtainAll(plans, { onProgress, signal })),
    ),
  ).result;
  const engine = stack.use(
    await progress.phase('engine', () =>
      openEngine({ install, address, interactive: process.stdin.isTTY, onProgress, signal }),
    ),
  );
  requireNodes(engine);
  if (driver && engine.local) await requireDevices(devicesOf(driver));
  const { nodesAt } = engine;
  if (nodesAt !== loopback)
    progress.line(`warning: ports of nodes are published on ${nodesAt}, for everybody who reaches it`);
  const swept = await sweepClusters(engine);
  const names = [...swept.containers, ...swept.networks, ...swept.volumes];
  if (names.length > 0) progress.line(`removed leftovers of killed runs: ${names.join(', ')}`);
  const { unjudged } = swept;
  if (unjudged.length > 0)
    progress.line(`kept, since nothing here proves that its run has ended: ${unjudged.join(', ')}`);
  checkRoom(engine, { nodes: flags.servers + flags.clients });
  // Not what NOMAD_E2E_DRIVER says: that is for suites on a cluster that stays.
  const held = driver && (await holdDriver(engine, driver, signal));
  await beforeNodes?.(engine);
  const binaries = await binaryReady;
  const able = async (image: string) =>
    engine.local
      ? engine
      : { ...engine, missingCapabilities: await capabilitiesMissingAt(engine, { image, runId }) };
  const images = await progress.phase('images', () =>
    ensureImages(engine, {
      ...{ binaries, nodeEngine, writeCsiContext: writeContext, onProgress, signal },
      writeImageStore: async (machine, images, file) =>
        writeImageStore(await able(machine), { machine, images, file, runId, signal }),
    }),
  );
  return { engine: await able(images.node), held, plan, binaries, images };
}

/** Settles when the driver is healthy on every client, at once where this Nomad cannot have one. Nobody has to wait for it. */
function startPlugin(
  { cluster }: OwnedCluster,
  driver: DriverProfile | undefined,
  { progress, signal }: Omit<RunContext, 'flags'>,
): Promise<unknown> {
  const without = cluster.lacks('csi');
  if (without !== undefined) {
    progress.line(`no CSI driver: ${without}`);
    return Promise.resolve();
  }
  return awaitedLater(
    progress.phase('CSI plugin healthy', async () =>
      ensurePlugin(cluster, { signal, driver: driver ?? (await readProfile(defaultProfile)) }),
    ),
  );
}

/** One after the other: two builds at once would only take each other's cores. Says what is to be known of each. */
async function obtainAll(
  [first, ...more]: readonly [BinaryPlan, ...BinaryPlan[]],
  options: { onProgress: (line: string) => void; signal: AbortSignal },
): Promise<[ResolvedBinary, ...ResolvedBinary[]]> {
  const found: [ResolvedBinary, ...ResolvedBinary[]] = [await first.obtain(options)];
  for (const each of more) found.push(await each.obtain(options));
  for (const note of found.flatMap((each) => factsOf(each).notes)) options.onProgress(`warning: ${note}`);
  return found;
}

/** What is in the engine of a run whose process has ended without removing it. */
function remainsOf({ id, path }: RunFolder, { servers, clients }: ClusterOptions): string {
  const nodes = [...nodeNames('server', servers), ...nodeNames('client', clients)];
  const containers = nodes.map((node) => `nomad-e2e-${id}-${node}`).join(', ');
  return `containers ${containers} with their volumes, network nomad-e2e-${id}; folder ${shown(path)}`;
}
