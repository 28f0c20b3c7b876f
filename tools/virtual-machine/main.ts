import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { readProfile } from '../../harness/csi/index.ts';
import { EnvironmentError, exitCodeOfError, exitCodes, explain, UsageError } from '../../harness/errors.ts';
import { freePort } from '../../harness/free-port.ts';
import { nodeEngineOf } from '../../harness/image/index.ts';
import { onInterrupt } from '../../harness/interrupt.ts';
import { suiteFilters } from '../../harness/run/index.ts';
import { removeLeftFolders, tempFolder } from '../../harness/temp-folder.ts';
import { isVersion } from '../../harness/version/index.ts';
import { startMachine } from './machine.ts';
import { checkoutInside, fillRoot } from './root-folder.ts';

const usage =
  'npm run virtual-machine -- --nomad-version <x.y.z> [--node-engine <name>] [--driver-profile <name>] [--runs <folder>] <area or suite file…>';
const programs = ['mmdebstrap', 'qemu-system-x86_64', 'mke2fs', 'ssh', 'ssh-keygen', 'tar', 'git'];
const packages = 'mmdebstrap qemu-system-x86 e2fsprogs openssh-client git';

/**
 * Makes a machine of Debian 12 with systemd, which has cgroup v2, carries this checkout, the binary and the images in, runs `doctor`
 * and suites there, and brings the run's folder back. Needs root and Debian's packages; without KVM the machine is emulated, about 15
 * times slower. Returns the run's exit code, or doctor's.
 * @throws as `given`; EnvironmentError MACHINE_UNAVAILABLE
 */
async function main(signal: AbortSignal): Promise<number> {
  const { how, runs, suites } = await given();
  await requirePrograms();
  await removeLeftFolders('machine');
  await using folder = await tempFolder('machine');
  const work = folder.path;
  const [root, key] = [join(work, 'root'), join(work, 'key')];
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await fillRoot(root, { how, key: `${key}.pub`, signal });
  await using machine = await startMachine({ root, work, key, port: await freePort(), signal });
  const inside = (words: string) =>
    machine.run(
      `cd ${checkoutInside} && PATH=$PWD/node_modules/node/bin:$PATH CI=true node harness/cli/nomad-e2e.js ${words}`,
    );
  const unfit = await inside('doctor');
  if (unfit !== exitCodes.ok) return unfit;
  const code = await inside(`run ${[...how, ...suites].join(' ')}`);
  await mkdir(runs, { recursive: true });
  await machine.bring(`${checkoutInside}/runs`, runs);
  return code;
}

/** What a run on any machine is told, too. */
const ofRun = ['nomad-version', 'node-engine', 'driver-profile'] as const;
const string = { type: 'string' } as const;
const options = {
  ...{ 'nomad-version': string, 'node-engine': string, 'driver-profile': string },
  runs: { ...string, default: 'runs' },
} as const;

/** @throws UsageError MACHINE_USAGE, SUITE_UNKNOWN, NODE_ENGINE_UNKNOWN, PROFILE_UNKNOWN, before anything is made */
async function given() {
  const { values, positionals, tokens } = parseArgs({
    ...{ options, allowPositionals: true, strict: false, tokens: true },
  });
  const { runs, 'nomad-version': version, 'node-engine': engine, 'driver-profile': profile } = values;
  const isKnown = tokens.every((token) => token.kind !== 'option' || Object.hasOwn(options, token.name));
  const how = ofRun.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, `${values[name]}`]));
  const areWords = [...positionals, ...how].every((word) => /^[\w./-]+$/.test(word));
  if (
    !isKnown ||
    !areWords ||
    positionals.length === 0 ||
    !isVersion(`${version}`) ||
    typeof runs !== 'string'
  )
    throw new UsageError('MACHINE_USAGE', `it takes a version and what to run: ${usage}`);
  if (engine !== undefined) nodeEngineOf(`${engine}`);
  if (profile !== undefined) await readProfile(`${profile}`);
  return { how, runs: resolve(runs), suites: suiteFilters(positionals) };
}

async function requirePrograms(): Promise<void> {
  const { stdout } = await execa('which', programs, { reject: false, lines: true });
  const missing = programs.filter((name) => !stdout.some((path) => path.endsWith(`/${name}`)));
  const why =
    missing.length > 0 ? `not installed: ${missing.join(', ')}` : 'the files on its disk belong to root';
  if (missing.length > 0 || process.getuid?.() !== 0)
    throw new EnvironmentError('MACHINE_UNAVAILABLE', `a virtual machine cannot be made here: ${why}`, {
      next: `as root on Debian: apt-get install ${packages}`,
    });
}

using interrupts = onInterrupt((line) => void process.stderr.write(`${line}\n`));
try {
  process.exitCode = await main(interrupts.signal);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = interrupts.signal.aborted ? exitCodes.interrupted : exitCodeOfError(error);
}
