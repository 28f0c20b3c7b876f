import { Argument, type Command } from 'commander';
import { nodeEngineOf } from '../../image/index.ts';
import { engineAddressOption, nodeEngineOption } from '../cluster-options.ts';
import type { ProgramOptions } from '../command.ts';
import { positive } from '../flag-value.ts';
import { completion, type Shell, shells } from './completion.ts';
import { doctor } from './doctor.ts';
import { exec } from './exec.ts';
import { logs } from './logs.ts';
import { prune } from './prune.ts';
import { status } from './status.ts';

/** The commands that inspect this machine and the clusters on it. */
export function addOperateCommands(program: Command, { signal, done }: ProgramOptions): void {
  program
    .command('doctor')
    .description('check whether a run can start on this machine, without starting or installing anything')
    .option('--nomad-version <x.y.z>', 'Nomad version to check for (default: that of `run`)')
    .addOption(nodeEngineOption())
    .addOption(engineAddressOption())
    .option('--nodes <n>', 'number of servers and clients together', '3')
    .option('--json', 'print the checks as JSON')
    .action(
      async ({ nomadVersion: version, nodeEngine: given, engineAddress: address, nodes, json = false }) => {
        const nodeEngine = nodeEngineOf(given);
        done(await doctor({ version, nodeEngine, address, nodes: positive('--nodes', nodes), json, signal }));
      },
    );
  program
    .command('status')
    .description('list the nomad-e2e clusters on this engine')
    .option('--json', 'print the clusters as JSON')
    .action(async ({ json = false }) => done(await status({ json, signal })));
  program
    .command('logs')
    .description(
      "print the Nomad agent's log of a node (for a task's log, use `nomad alloc logs` with the variables that `up` prints)",
    )
    .argument('<node>', 'node, such as server-1')
    .option('--run <id>', 'run id of the cluster, if more than one is running')
    .option('-f, --follow', 'follow the log')
    .option('-n, --lines <n>', 'print only the last n lines')
    .action(async (node: string, { run, follow = false, lines }) => {
      const last = lines === undefined ? undefined : positive('--lines', lines);
      done(await logs({ node, run, follow, lines: last, signal }));
    });
  program
    .command('exec')
    .description('run a command on a node, or open a shell')
    .argument('<node>', 'node, such as client-1')
    .argument('[command...]', 'command and its arguments, after `--` if it has flags (default: a shell)')
    .option('--run <id>', 'run id of the cluster, if more than one is running')
    .action(async (node: string, command: string[], { run }) => {
      done(await exec({ node, command: command.length > 0 ? command : ['bash'], run, signal }));
    });
  program
    .command('prune')
    .description('remove leftovers of killed runs, and images that newer ones have replaced')
    .option('--all', 'also remove the images that the next run would use')
    .option('--dry-run', 'list what would be removed, without removing it')
    .action(async ({ all = false, dryRun = false }) => done(await prune({ all, dryRun, signal })));
  program
    .command('completion')
    .description('print a completion script: source <(nomad-e2e completion bash)')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action((shell: Shell) => {
      process.stdout.write(completion(program, shell));
      done(0);
    });
}
