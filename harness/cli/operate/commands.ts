import { Argument, type Command } from 'commander';
import type { ProgramOptions } from '../command.ts';
import { positive } from '../flags.ts';
import { completion, type Shell, shells } from './completion.ts';
import { doctor } from './doctor.ts';
import { exec } from './exec.ts';
import { logs } from './logs.ts';
import { prune } from './prune.ts';
import { status } from './status.ts';

/** The commands to look at this machine and at the clusters on it. */
export function addOperateCommands(program: Command, { signal, done }: ProgramOptions): void {
  program
    .command('doctor')
    .description('say whether a run can start on this machine; starts and installs nothing')
    .option('--nomad-version <x.y.z>', 'version of Nomad that is wanted; the default of `run` unless given')
    .option('--nodes <n>', 'servers and clients together', '3')
    .option('--json', 'the checks as JSON')
    .action(async ({ nomadVersion: version, nodes, json = false }) => {
      done(await doctor({ version, nodes: positive('--nodes', nodes), json, signal }));
    });
  program
    .command('status')
    .description('the clusters of nomad-e2e on this engine')
    .option('--json', 'the clusters as JSON')
    .action(async ({ json = false }) => done(await status({ json, signal })));
  program
    .command('logs')
    .description(
      "a node's Nomad agent log; jobs' logs: the stock `nomad alloc logs`, by the lines that `up` prints",
    )
    .argument('<node>', 'such as server-1')
    .option('--run <id>', 'the cluster, where more than one runs')
    .option('-f, --follow', 'go on as it grows')
    .option('-n, --lines <n>', 'only the last lines')
    .action(async (node: string, { run, follow = false, lines }) => {
      const last = lines === undefined ? undefined : positive('--lines', lines);
      done(await logs({ node, run, follow, lines: last, signal }));
    });
  program
    .command('exec')
    .description('run a command on a node; with a terminal it is yours')
    .argument('<node>', 'such as client-1')
    .argument('[command...]', 'the command, after `--` when it has flags; a shell when none is given')
    .option('--run <id>', 'the cluster, where more than one runs')
    .action(async (node: string, command: string[], { run }) => {
      done(await exec({ node, command: command.length > 0 ? command : ['bash'], run, signal }));
    });
  program
    .command('prune')
    .description('remove leftovers of killed runs, and images that newer ones have replaced')
    .option('--all', 'also the images that the next run would use')
    .option('--dry-run', 'only say what would go')
    .action(async ({ all = false, dryRun = false }) => done(await prune({ all, dryRun, signal })));
  program
    .command('completion')
    .description('a script for your shell: source <(nomad-e2e completion bash)')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell) => {
      process.stdout.write(completion(program, shell));
      done(0);
    });
}
