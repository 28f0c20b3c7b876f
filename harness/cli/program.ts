import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { targetOf, usualImage } from '../attach/index.ts';
import { compiledVersion, defaultVersion } from '../binary/index.ts';
import { injectionKeys } from '../chaos/index.ts';
import { reportFiles } from '../report/index.ts';
import { createProgress } from '../run/index.ts';
import { injections } from '../upgrade/index.ts';
import { chaos } from './chaos.ts';
import type { ProgramOptions } from './command.ts';
import { compareStorage } from './compare-storage.ts';
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
  requireNoShape,
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
import { regression } from './regression.ts';
import { regressionAll } from './regression-all.ts';
import { report } from './report.ts';
import { runSuites, runTests } from './suites.ts';
import { benchTool, selfTestTool } from './tool.ts';
import { upgrade } from './upgrade.ts';
import { planOnly } from './upgrade-plan.ts';

const { version } = createRequire(import.meta.url)('nomad-e2e/package.json') as { version: string };
const versions = [
  `nomad-e2e ${version}`,
  `Node ${process.versions.node}`,
  `Nomad ${defaultVersion} by default; ${compiledVersion}, compiled, where no release archive answers`,
].join('\n');

/** The command line: flags in, exit code out. What the commands do is elsewhere. */
export function createProgram({ signal, done }: ProgramOptions): Command {
  const program = new Command('nomad-e2e')
    .description(
      'Proves that a HashiCorp Nomad version behaves, on one workstation, before it reaches production.',
    )
    .version(versions, '-V, --version', 'print the versions of nomad-e2e, Node and Nomad by default')
    .exitOverride()
    .showHelpAfterError('(nomad-e2e --help shows what there is)');
  const context = (raw: RawClusterFlags) => ({
    flags: clusterFlags(raw),
    progress: createProgress(),
    signal,
  });

  withCluster(program.command('run'))
    .description('start a cluster, run the suites on it, remove it')
    .argument('[what...]', 'areas (csi, lifecycle, storage, ...) or files of suites; all when none is given')
    .option('--shuffle', 'tests and files in random order')
    .option('--repeat <n>', 'run them n times on the one cluster, and say how often each test failed', '1')
    .option('--keep-busy', 'keep another core busy meanwhile')
    .option('--driver-profile <name|file>', driverProfileHelp)
    .option(
      '--shard <part/parts>',
      'a part of the files: the others run elsewhere, `merge` makes one run of them',
    )
    .option('--json', 'the result as JSON, and no other line on standard output')
    .option('--attach', 'run them on the cluster of NOMAD_ADDR, NOMAD_TOKEN and so on, instead of a new one')
    .option('--namespace <name>', 'with --attach: the namespace for their jobs alone (NOMAD_NAMESPACE)')
    .option('--node-pool <name>', 'with --attach: the node pool that they run in (NOMAD_NODE_POOL)')
    .option('--job-image <image>', `with --attach: what docker tasks run (${usualImage})`)
    .option('--start-driver', "with --attach: start the driver profile's CSI driver where it is not there")
    .action(async (what: string[], given: RawClusterFlags & RawRunFlags, command: Command) => {
      if (given.attach) requireNoShape((flag) => command.getOptionValueSource(flag) === 'cli');
      // Some faults need servers that can be lost.
      const isChosen = command.getOptionValueSource('servers') !== 'default';
      const raw = what.includes('faults') && !isChosen ? { ...given, servers: '3' } : given;
      done(await runSuites({ ...context(raw), what, ...runFlags(raw) }));
    });
  withCluster(program.command('test'))
    .description('unit tests of the harness, csi-sanity on the driver, then all suites on a cluster')
    .action(async (raw: RawClusterFlags) => done(await runTests(context(raw))));
  withCluster(program.command('up'))
    .description('start a cluster that stays until `nomad-e2e down`')
    .option('--driver-profile <name|file>', driverProfileHelp)
    .action(async (raw: RawClusterFlags & { driverProfile?: string }) => {
      done(await up({ ...context(raw), driverProfile: raw.driverProfile }));
    });
  withNodes(program.command('upgrade'), { servers: '3', clients: '3' })
    .description(
      'rehearse an upgrade on a cluster of its own, with live work on CSI volumes; exit code 0 is GO, 1 NO-GO, 3 UNKNOWN',
    )
    .requiredOption('--from <x.y.z>', 'version of Nomad that runs now')
    .requiredOption('--to <x.y.z>', 'version of Nomad to go to')
    .option('--dry-run', 'check path, limits and files, print the plan, and start nothing')
    .option('--force', 'also on a path that is known to break')
    .addOption(new Option('--anyway').hideHelp())
    .addOption(new Option('--plant [trouble]').hideHelp())
    .option('--drain', 'drain each client before its agent is replaced; `--clients drain` does the same')
    .option('--rollback', 'go back in the end, and say what that costs and what refuses')
    .option(
      '--max-writer-stall <time>',
      'how long a writer may write nothing, such as 10s; longer is NO-GO (heartbeat_grace + 5s)',
    )
    .option('--max-api-gap <time>', 'how long no server may answer; longer is NO-GO (2 x heartbeat_grace)')
    .option('--job <file>', 'a job of your own to rehearse with; may be given more than once', each, [])
    .option('--volume <file>', 'the volume file of a CSI volume that a --job asks for', each, [])
    .option('--var <name=value>', 'a value for a variable of these files', each, [])
    .option('--json', 'the verdict, or with --dry-run the plan, as JSON')
    .option('--no-diff', 'do not say what changed between the versions')
    .addOption(
      new Option('--inject <trouble>', 'make trouble on purpose: the verdict must be NO-GO').choices(
        injections,
      ),
    )
    .action(async (given: RawUpgradeFlags) => {
      const raw = withDrain(given);
      const options = { ...context(raw), ...upgradeFlags(raw) };
      done(await (options.dryRun ? planOnly(options) : upgrade(options)));
    });
  withNodes(program.command('diff'), { servers: '1', clients: '2' })
    .description('say what changed between two versions, by what each does with the same jobs')
    .requiredOption('--from <x.y.z>', 'version of Nomad to compare with')
    .requiredOption('--to <x.y.z>', 'version of Nomad that is compared')
    .option('--json', 'the comparison as JSON')
    .action(async (raw: RawDiffFlags) => done(await diff({ ...context(raw), ...diffFlags(raw) })));
  withCluster(program.command('regression'))
    .description('whether a version has one of the bugs that Nomad is known to have had')
    .argument('[id...]', 'ids such as A1; all when none is given')
    .option('--from <x.y.z>', 'version to start with, for bugs of an upgrade')
    .option('--all', 'each on its bad and its good version; renews the table in docs/regressions.md')
    .option('--available', 'with --all: leave out the versions that are not available here')
    .action(async (ids: string[], raw: RawClusterFlags & RawRegressionFlags) => {
      const { all, available, from } = regressionFlags(raw);
      const own = { ...context(raw), ids };
      done(await (all ? regressionAll({ ...own, available }) : regression({ ...own, from })));
    });
  withNodes(program.command('matrix'), { servers: '1', clients: '2' })
    .description(
      'run suites on several versions, one after the other, and write what each showed into a page',
    )
    .argument('[what...]', 'areas or files of suites; all when none is given')
    .option('--nomad-version <versions>', 'versions of Nomad, separated by commas')
    .option('--nomad-binary <paths>', 'Nomad binaries of your own, separated by commas')
    .option('--output <file>', 'the page; the versions in it that are not run stay', 'docs/versions.md')
    .action(async (what: string[], raw: RawMatrixFlags) => {
      const { output } = raw;
      done(await matrix({ ...context(withoutBinary(raw)), what, output, targets: matrixTargets(raw) }));
    });
  withCluster(program.command('compare-storage'))
    .description('a table of what becomes of data in each kind of storage, as the suites observe it')
    .option('--output <file>', 'also write the table there')
    .action(async ({ output, ...raw }: RawClusterFlags & { output?: string }) => {
      done(await compareStorage({ ...context(raw), output }));
    });
  withCluster(program.command('chaos'))
    .description('random faults among writers on CSI volumes; a schedule that fails is shrunk and saved')
    .option('--seed <n>', 'draws the same faults again; random unless given')
    .option('--minutes <n>', 'no fault begins after this time', '10')
    .option('--schedule <file>', 'the steps of a saved schedule instead of drawn ones')
    .addOption(
      new Option('--inject <trouble>', 'put trouble into the schedule: the verdict must be red').choices(
        injectionKeys,
      ),
    )
    .addOption(new Option('--plant [trouble]').hideHelp())
    .action(async (raw: RawClusterFlags & RawChaosFlags) => {
      done(await chaos({ ...context(raw), ...chaosFlags(raw) }));
    });
  withCluster(program.command('self-test'))
    .description(
      'inject defects and see whether each is caught, by a test or by the verdict on a run; exit code 0 is all of them, 1 not, 3 not known',
    )
    .option('--only <id...>', 'these defects')
    .option('--list', 'print the defects and inject none')
    .action(async (raw: RawClusterFlags & { only?: string[]; list?: boolean }) => {
      const only = raw.only ?? [];
      const tool = await selfTestTool();
      done(raw.list ? tool.list(only) : await tool.run({ ...context(raw), only }));
    });
  program
    .command('merge')
    .description('make one run, with one report, of the runs that `run --shard` left')
    .argument('<run...>', 'folders of the runs, or their ids')
    .option('--runs <folder>', 'where the folder of the whole goes', 'runs')
    .action(async (named: string[], { runs }: { runs: string }) => {
      done(await merge(named, { runs, progress: createProgress() }));
    });
  program
    .command('judge')
    .description('judge a saved run again, by its ledger alone')
    .argument('<run>', 'folder of the run, or its id')
    .action((run: string) => done(judgeRun(run)));
  program
    .command('report')
    .description('write the reports of a saved run into its folder, or compare two runs')
    .argument('[run]', 'folder of the run, or its id')
    .option(
      '--format <names>',
      `of ${Object.keys(reportFiles).join(', ')}; all unless given (--compare: text, json)`,
    )
    .option('--compare <run...>', 'two runs, the earlier first: new failures, slower waits')
    .action(async (run: string | undefined, { format, compare }: { format?: string; compare?: string[] }) => {
      done(await report({ run, compare, format }));
    });
  withCluster(program.command('bench'))
    .description(
      'measure start times, delays, overhead and growth, side by side with what they are compared with',
    )
    .argument('[name...]', 'measurements; all when none is given')
    .option('--rounds <n>', 'how often each is done', '3')
    .option('--suites <what...>', 'areas or files of suites that stand for all in `overhead`')
    .option('--cold', 'also from an empty cache, which takes long')
    .option('--renew', "keep the results in runs/bench.json and renew docs/benchmarks.md's table")
    .option('--list', 'print the measurements and take none')
    .action(async (names: string[], raw: RawClusterFlags & RawBenchFlags) => {
      const tool = await benchTool();
      const own = () => ({ ...context(raw), names, ...benchFlags(raw) });
      done(raw.list ? tool.list(names) : await tool.run(own()));
    });
  program
    .command('down')
    .description('remove a cluster of `nomad-e2e up`, and what killed runs have left')
    .argument('[run]', 'id of the run')
    .option('--all', 'every cluster of nomad-e2e on this engine, running ones too')
    .option('--attach', 'in the cluster of NOMAD_ADDR: what killed runs have left in the namespace')
    .option('--namespace <name>', 'with --attach: that namespace (NOMAD_NAMESPACE)')
    .option('--older-than <time>', 'with --attach: of runs that began before that, such as 30min or 2h', '1h')
    .option('--dry-run', 'with --attach: only list it')
    .option('--yes', 'with --attach: remove it without asking')
    .action(async (run: string | undefined, { all, attach, namespace, ...raw }: RawDownFlags) => {
      if (attach) return done(await downAttached(targetOf(process.env, { namespace }), raw, signal));
      done(await down({ run, all: all ?? false, progress: createProgress(), signal }));
    });
  addOperateCommands(program, { signal, done });
  return program;
}

interface RawDownFlags extends RawRemovalFlags {
  all?: boolean;
  attach?: boolean;
  namespace?: string;
}

const driverProfileHelp = 'the CSI driver that suites run on, of fixtures/profiles or a file (hostpath)';

/** Of an option that may be given more than once. */
const each = (value: string, before: string[]) => [...before, value];

function withCluster(command: Command): Command {
  return withNodes(command, { servers: '1', clients: '2' })
    .option(
      '--nomad-version <x.y.z>',
      `version of Nomad, a line such as 2.0, or latest (${defaultVersion}; where no release archive answers, ${compiledVersion}, compiled)`,
    )
    .option('--nomad-binary <path>', 'a Nomad binary of your own');
}

function withNodes(command: Command, { servers, clients }: { servers: string; clients: string }): Command {
  return command
    .option('--servers <n>', '1, 3 or 5', servers)
    .option('--clients <n>', '1 to 50', clients)
    .option('--production-timing', "Nomad's own heartbeat and claim-collection intervals, not the short ones")
    .option('--secure', 'mutual TLS and encrypted gossip, with certificates made for the run (Nomad 1.5)')
    .option('--install', 'install a Docker engine from the packages of Debian when there is none')
    .option('--runs <folder>', 'where the folders of runs go', 'runs');
}
