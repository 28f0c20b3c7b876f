import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { targetOf } from '../attach/index.ts';
import { compiledVersion, defaultVersion } from '../binary/index.ts';
import { injectionKeys } from '../chaos/index.ts';
import { reportFiles } from '../report/index.ts';
import { createProgress } from '../run/index.ts';
import { injections } from '../upgrade/index.ts';
import { parseVersion } from '../version/index.ts';
import { attachFlags, type RawAttachFlags, withAttach } from './attach-flags.ts';
import { withBudget } from './budget-flags.ts';
import { chaos } from './chaos.ts';
import { withCluster, withNodes, withVersions } from './cluster-options.ts';
import type { ProgramOptions } from './command.ts';
import { compareStorage } from './compare-storage.ts';
import { conformance } from './conformance.ts';
import { diff } from './diff.ts';
import { downAttached, type RawRemovalFlags } from './down-attached.ts';
import {
  benchFlags,
  chaosFlags,
  clusterFlags,
  diffFlags,
  matrixTargets,
  type RawBenchFlags,
  type RawChaosFlags,
  type RawClusterFlags,
  type RawDiffFlags,
  type RawMatrixFlags,
  type RawRegressionFlags,
  type RawRunFlags,
  type RawUpgradeFlags,
  regressionFlags,
  runFlags,
  upgradeFlags,
  withDrain,
  withoutBinary,
} from './flags.ts';
import { judgeRun } from './judge.ts';
import { down, up } from './keep.ts';
import { matrix } from './matrix.ts';
import { merge } from './merge.ts';
import { addOperateCommands } from './operate/commands.ts';
import { withOrders, withSeeds } from './order-flags.ts';
import { regression } from './regression.ts';
import { regressionAll } from './regression-all.ts';
import { report } from './report.ts';
import { runSuites, runTests } from './suites.ts';
import { benchTool, selfTestTool } from './tool.ts';
import { upgradeInOrders } from './upgrade-orders.ts';
import { planOnly } from './upgrade-plan.ts';

const { version } = createRequire(import.meta.url)('nomad-e2e/package.json') as { version: string };
const versions = [
  `nomad-e2e ${version}`,
  `Node ${process.versions.node}`,
  `Nomad ${defaultVersion} by default, or ${compiledVersion}, compiled from source, when no release archive is reachable`,
].join('\n');

/** The command line: flags in, exit code out. What a command does is in its own file. */
export function createProgram({ signal, done }: ProgramOptions): Command {
  const program = new Command('nomad-e2e')
    .description(
      'Proves that a HashiCorp Nomad version behaves, on one workstation, before it reaches production.',
    )
    .version(versions, '-V, --version', 'print the versions of nomad-e2e, Node and the default Nomad')
    .exitOverride()
    .showHelpAfterError('(see nomad-e2e --help)');
  const context = (raw: RawClusterFlags) => ({
    flags: clusterFlags(raw),
    progress: createProgress(),
    signal,
  });

  withAttach(withCluster(program.command('run')))
    .description('start a cluster, run the suites on it and remove it')
    .argument('[what...]', 'areas (csi, lifecycle, storage, ...) or suite files; default: all suites')
    .option('--shuffle', 'run tests and files in random order')
    .option(
      '--repeat <n>',
      'run the suites n times on one cluster and report how often each test failed',
      '1',
    )
    .option('--keep-busy', 'load one CPU core while the suites run')
    .option('--driver-profile <name|file>', driverProfileHelp)
    .option(
      '--shard <part/parts>',
      'run only this part of the suite files, such as 1/2; `merge` combines the parts into one run',
    )
    .option('--json', 'print only the result, as JSON')
    .action(async (what: string[], given: RawClusterFlags & RawRunFlags, command: Command) => {
      const target = attachFlags(given, command);
      // Some faults need servers that can be lost.
      const isChosen = command.getOptionValueSource('servers') !== 'default';
      const raw = what.includes('faults') && !isChosen ? { ...given, servers: '3' } : given;
      done(await runSuites({ ...context(raw), what, target, ...runFlags(raw) }));
    });
  withCluster(program.command('test'))
    .description(
      "run the harness's unit tests, csi-sanity on its CSI driver, then all suites on a new cluster",
    )
    .action(async (raw: RawClusterFlags) => done(await runTests(context(raw))));
  withCluster(program.command('up'))
    .description('start a persistent cluster, which `nomad-e2e down` removes')
    .option('--driver-profile <name|file>', driverProfileHelp)
    .action(async (raw: RawClusterFlags & { driverProfile?: string }) => {
      done(await up({ ...context(raw), driverProfile: raw.driverProfile }));
    });
  withBudget(withOrders(withNodes(program.command('upgrade'), { servers: '3', clients: '3' })))
    .description(
      'rehearse an upgrade on a new cluster with live writers on CSI volumes; exits 0 for GO, 1 for NO-GO, 3 for UNKNOWN',
    )
    .requiredOption('--from <x.y.z>', 'Nomad version to upgrade from')
    .requiredOption('--to <x.y.z>', 'Nomad version to upgrade to')
    .option(
      '--dry-run',
      'check the upgrade path, limits and job files and print the plan, without starting anything',
    )
    .option('--force', 'run even if this upgrade path is known to fail')
    .addOption(new Option('--anyway').hideHelp())
    .addOption(new Option('--plant [trouble]').hideHelp())
    .option('--drain', 'drain each client before replacing its agent (also: `--clients drain`)')
    .option('--rollback', 'roll back at the end and report downtime and failures')
    .option('--job <file>', 'job file of yours to run during the rehearsal; repeatable', each)
    .option('--volume <file>', 'volume file of a CSI volume that a --job uses; repeatable', each)
    .option('--var <name=value>', 'value of a variable in these files; repeatable', each)
    .option(
      '--nomad-var <path.key=value>',
      'Nomad Variable to make before the jobs, or @<file> as `nomad var put` takes it; repeatable',
      each,
    )
    .option('--dispatch-payload <job=file>', 'payload of a parameterized job; repeatable', each)
    .option('--dispatch-meta <job.key=value>', 'meta of a parameterized job; repeatable', each)
    .option('--json', 'print the verdict (with --dry-run: the plan) as JSON')
    .option('--no-diff', 'do not compare the behaviour of the two versions')
    .addOption(
      new Option('--inject <failure...>', 'inject failures; the expected verdict is NO-GO').choices(
        injections,
      ),
    )
    .action(async (given: RawUpgradeFlags) => {
      const raw = withSeeds(withDrain(given));
      const options = { ...context(raw), ...upgradeFlags(raw) };
      done(await (options.dryRun ? planOnly(options) : upgradeInOrders(options)));
    });
  withNodes(program.command('diff'), { servers: '1', clients: '2' })
    .description('compare the behaviour of two versions with the same jobs')
    .requiredOption('--from <x.y.z>', 'first Nomad version')
    .requiredOption('--to <x.y.z>', 'second Nomad version')
    .option('--json', 'print the comparison as JSON')
    .action(async (raw: RawDiffFlags) => done(await diff({ ...context(raw), ...diffFlags(raw) })));
  withCluster(program.command('regression'))
    .description('check whether a version has known Nomad bugs')
    .argument('[id...]', 'ids of known bugs, such as A1; default: all')
    .option('--from <x.y.z>', 'version to upgrade from, for bugs that an upgrade causes')
    .option(
      '--all',
      'check each bug on a version that has it and on one that does not, and update docs/regressions.md',
    )
    .option('--available', 'with --all: leave out versions that cannot be obtained here')
    .action(async (ids: string[], raw: RawClusterFlags & RawRegressionFlags) => {
      const { all, available, from } = regressionFlags(raw);
      const own = { ...context(raw), ids };
      done(await (all ? regressionAll({ ...own, available }) : regression({ ...own, from })));
    });
  withVersions(program.command('matrix'))
    .description('run suites on several versions, one after the other, and write the results to a page')
    .argument('[what...]', 'areas or suite files; default: all suites')
    .option('--output <file>', 'page to write; versions on it that are not run are kept', 'docs/versions.md')
    .action(async (what: string[], raw: RawMatrixFlags) => {
      const { output } = raw;
      done(await matrix({ ...context(withoutBinary(raw)), what, output, targets: matrixTargets(raw) }));
    });
  withAttach(withVersions(program.command('conformance')))
    .description('run the CSI suites on a driver and write a page for its authors, capability by capability')
    .option('--driver-profile <name|file>', driverProfileHelp)
    .option('--output <file>', 'page to write (default: conformance-<driver>.md)')
    .action(async (raw: RawConformanceFlags, command: Command) => {
      const { driverProfile, output } = raw;
      const target = attachFlags(raw, command);
      const own = { ...context(withoutBinary(raw)), driverProfile, output, target };
      done(await conformance({ ...own, targets: matrixTargets(raw) }));
    });
  withCluster(program.command('compare-storage'))
    .description('compare what each storage type preserves')
    .option('--output <file>', 'also write the table to this file')
    .action(async ({ output, ...raw }: RawClusterFlags & { output?: string }) => {
      done(await compareStorage({ ...context(raw), output }));
    });
  withCluster(program.command('chaos'))
    .description(
      'inject random faults while writers use CSI volumes; a failing schedule is shortened and saved',
    )
    .option('--seed <n>', 'seed of the random faults; the same seed draws the same faults (default: random)')
    .option('--minutes <n>', 'inject no new fault after this time', '10')
    .option('--schedule <file>', 'inject the faults of this saved schedule instead of random ones')
    .addOption(
      new Option(
        '--inject <failure>',
        'add a failure to the schedule; the expected verdict is failed',
      ).choices(injectionKeys),
    )
    .addOption(new Option('--plant [trouble]').hideHelp())
    .action(async (raw: RawClusterFlags & RawChaosFlags) => {
      done(await chaos({ ...context(raw), ...chaosFlags(raw) }));
    });
  withCluster(program.command('self-test'))
    .description(
      'inject known defects and check that a test or a verdict catches each one; exits 0 if all are caught, 1 if not, 3 if one could not be tried',
    )
    .option('--only <id...>', 'inject only these defects')
    .option('--from <x.y.z>', 'rehearse an upgrade from this version, too, with failures in it')
    .option('--list', 'list the defects and exit')
    .action(async (raw: RawClusterFlags & { only?: string[]; from?: string; list?: boolean }) => {
      const only = raw.only ?? [];
      const from = raw.from === undefined ? undefined : parseVersion(raw.from);
      const tool = await selfTestTool();
      done(raw.list ? tool.list(only) : await tool.run({ ...context(raw), only, from }));
    });
  program
    .command('merge')
    .description('combine the runs of `run --shard` into one run with one report')
    .argument('<run...>', 'folders or ids of the runs')
    .option('--runs <folder>', 'folder to create the combined run in', 'runs')
    .action(async (named: string[], { runs }: { runs: string }) => {
      done(await merge(named, { runs, progress: createProgress() }));
    });
  program
    .command('judge')
    .description('repeat the verdict on a saved run from its ledger')
    .argument('<run>', 'folder or id of the run')
    .action((run: string) => done(judgeRun(run)));
  program
    .command('report')
    .description('rewrite the reports of a saved run, or compare two runs')
    .argument('[run]', 'folder or id of the run')
    .option(
      '--format <names>',
      `formats to write, separated by commas: ${Object.keys(reportFiles).join(', ')} (default: all; with --compare: text or json)`,
    )
    .option('--compare <run...>', 'two runs, the earlier first; lists new failures and slower waits')
    .action(async (run: string | undefined, { format, compare }: { format?: string; compare?: string[] }) => {
      done(await report({ run, compare, format }));
    });
  withCluster(program.command('bench'))
    .description('measure start times, delays, overhead and scaling next to a baseline')
    .argument('[name...]', 'measurements; default: all but slow ones')
    .option('--rounds <n>', 'rounds per measurement', '3')
    .option('--suites <what...>', 'areas or suite files for the measurement `overhead` (default: all suites)')
    .option('--cold', 'also measure a cold start with an empty cache (slow)')
    .option('--renew', 'save the results in runs/bench.json and update docs/benchmarks.md')
    .option('--list', 'list measurements and exit')
    .action(async (names: string[], raw: RawClusterFlags & RawBenchFlags) => {
      const tool = await benchTool();
      const own = () => ({ ...context(raw), names, ...benchFlags(raw) });
      done(raw.list ? tool.list(names) : await tool.run(own()));
    });
  program
    .command('down')
    .description('remove a cluster of `nomad-e2e up`, and leftovers of killed runs')
    .argument('[run]', 'run id of the cluster')
    .option('--all', 'remove every nomad-e2e cluster on this engine, including running ones')
    .option('--attach', 'remove leftovers of killed runs from the existing cluster given by NOMAD_ADDR')
    .option('--namespace <name>', 'with --attach: namespace to clean (default: NOMAD_NAMESPACE)')
    .option(
      '--older-than <time>',
      'with --attach: only of runs that began before that, such as 30min or 2h',
      '1h',
    )
    .option('--dry-run', 'with --attach: list the leftovers and remove none')
    .option('--yes', 'with --attach: remove them without asking')
    .action(async (run: string | undefined, { all, attach, namespace, ...raw }: RawDownFlags) => {
      if (attach) return done(await downAttached(targetOf(process.env, { namespace }), raw, signal));
      done(await down({ run, all: all ?? false, progress: createProgress(), signal }));
    });
  addOperateCommands(program, { signal, done });
  return program;
}

interface RawConformanceFlags extends RawClusterFlags, RawAttachFlags {
  driverProfile?: string;
  output?: string;
}

interface RawDownFlags extends RawRemovalFlags {
  all?: boolean;
  attach?: boolean;
  namespace?: string;
}

const driverProfileHelp = 'CSI driver to test: a profile in fixtures/profiles or a file (default: hostpath)';

/** Collects the values of a repeatable option. */
const each = (value: string, before: string[] = []) => [...before, value];
