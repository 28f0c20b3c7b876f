import { availableParallelism, freemem } from 'node:os';
import { checkAccessPlace } from '../../access/index.ts';
import { defaultVersion, placeInWords, planBinary } from '../../binary/index.ts';
import { requireCommonApi } from '../../cluster/index.ts';
import {
  checkRoom,
  type Engine,
  lookForEngine,
  loopback,
  ownCgroups,
  requireControllers,
  requireNodes,
  requireOwnCgroups,
  runsOnEngine,
} from '../../engine/index.ts';
import { exitCodes, explain } from '../../errors.ts';
import { baseImage, hasBaseImage, type NodeEngine } from '../../image/index.ts';
import { setPace } from '../../pace.ts';

/** One thing that a run needs, and whether it is available here. */
export interface Check {
  what: string;
  /** `no`: a run cannot start. `look`: it can, but the user may want to know. */
  state: 'ok' | 'look' | 'no';
  found: string;
}

export interface DoctorOptions {
  /** The default of `run` unless given. */
  version: string | undefined;
  nodes: number;
  nodeEngine: NodeEngine;
  /** Address or name of the engine's machine, where it is in another network. */
  address: string | undefined;
  json: boolean;
  signal: AbortSignal;
}

/** Checks whether a run can start on this machine, without starting or installing anything. Returns the exit code. */
export async function doctor({ json, ...options }: DoctorOptions): Promise<number> {
  const checks = await allChecks(options);
  process.stdout.write(json ? `${JSON.stringify(checks, null, 2)}\n` : checksText(checks));
  return checks.some(({ state }) => state === 'no') ? exitCodes.environment : exitCodes.ok;
}

async function allChecks(options: Omit<DoctorOptions, 'json'>): Promise<Check[]> {
  const { check, version } = await binaryCheck(options);
  const engines = [...(await engineChecks(options)), await nodeEngineCheck(options.nodeEngine, version)];
  return [machineCheck(), ...engines, await accessCheck(), check];
}

function machineCheck(): Check {
  const cores = availableParallelism();
  const slow = setPace();
  const found = `Node ${process.versions.node}, ${cores} cores, ${gib(freemem())} of memory free`;
  const state = cores < 2 || slow !== undefined ? 'look' : 'ok';
  return { what: 'machine', state, found: [found, ...(slow ? [slow] : [])].join('; ') };
}

async function engineChecks({
  nodes,
  nodeEngine,
  address,
  signal,
}: Omit<DoctorOptions, 'json'>): Promise<Check[]> {
  const engine = await attempt('engine', () => lookForEngine({ address, signal }));
  if ('check' in engine) return [engine.check];
  const { value } = engine;
  if (typeof value === 'string') return [await privateCheck(plans[value])];
  await using found = value;
  const { version, host } = found;
  return [
    { what: 'engine', state: 'ok', found: `${version} at ${host}, ${kernelText(found)}` },
    await verdict('nodes', nodesText(found), async () => requireNodes(found)),
    await bridgeCheck(found),
    await verdict('disk space', roomText(found, nodes), async () => checkRoom(found, { nodes })),
    await baseCheck(found, nodeEngine),
    await runsCheck(found),
  ];
}

const plans = {
  start: 'none is running; each run will start a private dockerd',
  install: "none is running; the next run will install Debian's packages and start a private dockerd",
  ask: "none is running; the next run will ask to install Debian's packages (--install answers yes)",
} as const;

/** Of an engine that the next run will start. */
async function privateCheck(plan: string): Promise<Check> {
  if (process.platform !== 'linux') return { what: 'engine', state: 'look', found: plan };
  const cgroups = ownCgroups();
  const found = `${plan}; ${kernelText({ ...cgroups, missingCapabilities: [] })}`;
  const check = await verdict('engine', found, async () => {
    requireControllers(cgroups, 'this machine');
    requireOwnCgroups();
  });
  return { ...check, state: check.state === 'ok' ? 'look' : check.state };
}

/** An engine's own networks are of the same kernel. Whether it also maps ports shows in a node, which then says so. */
async function bridgeCheck({ docker }: Engine): Promise<Check> {
  const bridges = await docker.listNetworks({ filters: { driver: ['bridge'] } });
  const names = bridges.map(({ Name }) => Name).slice(0, 3);
  return names.length > 0
    ? { what: 'bridge networks', state: 'ok', found: `the kernel makes them: ${names.join(', ')}` }
    : { what: 'bridge networks', state: 'look', found: 'the engine has none: jobs with one may be refused' };
}

async function baseCheck(engine: Engine, { debian }: NodeEngine): Promise<Check> {
  const image = baseImage(debian);
  const isPresent = await hasBaseImage(engine, debian);
  const found = isPresent ? `${image} is present` : `${image} will be pulled, or built by mmdebstrap`;
  return { what: 'base image', state: 'ok', found };
}

async function runsCheck(engine: Engine): Promise<Check> {
  const runs = await runsOnEngine(engine);
  const left = runs.filter(({ state }) => state === 'left').length;
  const found = `running: ${runs.length - left}, orphaned: ${left} (removed by the next run)`;
  return { what: 'clusters', state: left > 0 ? 'look' : 'ok', found };
}

async function accessCheck(): Promise<Check> {
  const what = 'access files';
  const place = await attempt(what, async () => checkAccessPlace());
  return 'check' in place ? place.check : { what, state: 'ok', found: `for you alone, in ${place.value}` };
}

/** The version is left out where it cannot be known. */
async function binaryCheck({
  version,
  signal,
}: Omit<DoctorOptions, 'json'>): Promise<{ check: Check; version?: string }> {
  const planned = await attempt(`Nomad ${version ?? defaultVersion}`, () => planBinary({ version, signal }));
  if ('check' in planned) return planned;
  const { version: found, why } = planned.value;
  const reason = why === undefined ? '' : `\n${why}`;
  const check: Check = {
    what: `Nomad ${found}`,
    state: 'ok',
    found: `${placeInWords(planned.value)}${reason}`,
  };
  return { check, version: found };
}

async function nodeEngineCheck({ name, version }: NodeEngine, nomad: string | undefined): Promise<Check> {
  const found = `Docker ${version} (${name})`;
  return await verdict('engine of nodes', found, async () =>
    requireCommonApi(nomad === undefined ? [] : [nomad], version),
  );
}

/** The check is `ok` unless the work throws. */
async function verdict(what: string, found: string, work: () => Promise<void>): Promise<Check> {
  const done = await attempt(what, work);
  return 'check' in done ? done.check : { what, state: 'ok', found };
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<{ value: T } | { check: Check }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { check: { what, state: 'no', found: explain(error) } };
  }
}

const nodesText = ({ nodesAt }: Engine) =>
  nodesAt === loopback ? 'can run here' : `can run there, published on ${nodesAt}`;

const roomText = ({ diskFreeBytes }: Engine, nodes: number) =>
  `for ${nodes} nodes${diskFreeBytes === undefined ? '' : `; ${gib(diskFreeBytes)} of disk free`}`;

/** What the engine's kernel gives to containers. */
export function kernelText(
  engine: Pick<Engine, 'cgroupVersion' | 'missingControllers' | 'missingCapabilities'>,
): string {
  const { missingControllers: controllers, missingCapabilities: capabilities } = engine;
  const without = (what: string, names: readonly string[]) =>
    names.length === 0 ? '' : `, missing ${what}: ${names.join(', ')}`;
  return `cgroup v${engine.cgroupVersion}${without('controllers', controllers)}${without('capabilities', capabilities)}`;
}

const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

/** The checks as a person reads them. */
export function checksText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ what }) => what.length));
  const lines = checks.map(({ what, state, found }) => {
    const indented = found.split('\n').join(`\n${' '.repeat(width + 8)}`);
    return `${state.padEnd(4)}  ${what.padEnd(width)}  ${indented}\n`;
  });
  const broken = checks.filter(({ state }) => state === 'no').length;
  return `${lines.join('')}${broken === 0 ? 'a run can start' : `a run cannot start: ${broken} problem${broken === 1 ? '' : 's'} to fix`}\n`;
}
