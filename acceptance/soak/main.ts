import { globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveBinary } from '../../harness/binary/index.ts';
import { exitCodeOfError, exitCodes, explain, UsageError } from '../../harness/errors.ts';
import { onInterrupt } from '../../harness/interrupt.ts';
import { root } from '../program.ts';
import { faultsOf, faultsOfLast, lastInWords, roundInWords } from './outcome.ts';
import { planned } from './plan.ts';
import { Soak, type SoakOptions } from './soak.ts';

const usage = `npm run soak -- [options] [area or file of suites …]   (lifecycle csi unless given)
  --rounds <n>            runs that are ended from outside: TERM, HUP, KILL, EPIPE and full disk in turn (10)
  --seed <n>              the moments of an earlier soak
  --only <n,n…>           these rounds alone, and the last run
  --nomad-version <v>     Nomad of the runs and of the foreign cluster (1.6.1)
Needs root and Linux, on a machine where nothing else starts containers meanwhile. Exit code 0: each round was done and all was seen
good.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    only: { type: 'string' },
    'nomad-version': { type: 'string', default: '1.6.1' },
    help: { type: 'boolean', default: false },
  },
});

async function soak(signal: AbortSignal): Promise<number> {
  const version = values['nomad-version'];
  const [seed, count] = [Number(values.seed), Number(values.rounds)];
  if (process.getuid?.() !== 0 || process.platform !== 'linux' || ![seed, count].every(Number.isSafeInteger))
    throw new UsageError('SOAK_USAGE', usage);
  const what = positionals.length === 0 ? ['lifecycle', 'csi'] : positionals;
  const files = what.flatMap((each) => globSync([each, `suites/${each}/**/*.e2e.ts`], { cwd: root })).length;
  const rounds = Array.from({ length: count }, (_, at) => planned(seed, at + 1, files));
  const only = values.only?.split(',').map(Number);
  const due = rounds.filter(({ round }) => only?.includes(round) ?? true);
  if (due.length === 0) throw new UsageError('SOAK_USAGE', `no round is to be done\n${usage}`);
  const folder = await mkdtemp(join(tmpdir(), 'nomad-e2e-soak-'));
  const options = {
    ...{ folder, signal, args: ['run', ...what, '--nomad-version', version] },
    nomadBinary: (await resolveBinary({ version, signal, onProgress: console.log })).path,
  };
  console.log(`soak: ${due.length} rounds of "${options.args.join(' ')}", --seed ${seed}, in ${folder}`);
  const bad = await badOf(options, due);
  if (bad.length === 0) await rm(folder, { recursive: true });
  console.log(
    bad.length === 0
      ? `soak: good: ${due.length} of ${due.length} rounds and the last run, nothing left, nothing of others touched`
      : `soak: BAD: ${bad.join(', ')}; what the runs printed is in ${join(folder, 'logs')}; again: --seed ${seed} --only <round>`,
  );
  return bad.length === 0 ? exitCodes.ok : exitCodes.testFailure;
}

/** Names of what was not done or not good. */
async function badOf(options: SoakOptions, due: readonly ReturnType<typeof planned>[]): Promise<string[]> {
  await using soak = await Soak.begin(options);
  console.log(`on ${soak.engine}`);
  const bad: string[] = [];
  for (const each of due) {
    const round = await soak.round(each);
    console.log(roundInWords(round));
    if (faultsOf(round).length > 0) bad.push(`round ${each.round}`);
  }
  const last = await soak.last();
  console.log(lastInWords(last));
  if (faultsOfLast(last).length > 0) bad.push('the last run');
  return bad;
}

if (values.help) console.log(usage);
else {
  using interrupts = onInterrupt(console.error);
  process.exitCode = await soak(interrupts.signal).catch((error: unknown) => {
    console.error(`soak: not done: ${explain(error)}`);
    return exitCodeOfError(error);
  });
}
