import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { largestSeed } from '../seeded-random.ts';
import { invalid, positive, wholeNumber } from './flag-value.ts';

/** Flags of an order as commander reads them. */
export interface RawOrderFlags {
  seed?: string;
  seeds?: string;
  plan?: string;
  unsupported?: boolean;
  raftWal?: boolean;
  shrink?: string;
}

/** Which orders are asked for: of a file, or of seeds; neither is given for the plain one. */
export interface OrderFlags {
  plan?: string | undefined;
  seeds: readonly number[];
  unsupported: boolean;
  /** Servers migrate their raft log on the way. */
  raftWal: boolean;
  /** How long attempts to shorten a failing order may begin. */
  shrinkMs: number;
}

const shrinkMinutes = 30;

/** Adds the flags of orders other than the plain one. */
export function withOrders(command: Command): Command {
  return command
    .option(
      '--seed <n>',
      'upgrade in an order drawn from this seed, with detours, in place of the plain order',
    )
    .option(
      '--seeds <n>',
      'rehearse n seeds, from --seed or a random one on; one verdict, the worst (also: `--runs <n>`)',
    )
    .option('--plan <file>', 'upgrade in the order of this plan.json or shortest.json of an earlier run')
    .option(
      '--unsupported',
      'with --seed: also draw what Nomad does not support: a client before a server, a server put back',
    )
    .option(
      '--raft-wal',
      'migrate the raft log of each server from BoltDB to the WAL store, once all servers are upgraded (Nomad 2.0)',
    )
    .option(
      '--shrink <minutes>',
      `with --seed or --plan: time in which attempts to shorten a failing plan may begin; 0: none (default: ${shrinkMinutes})`,
    );
}

/** `--runs 3` says how many seeds are tried, and leaves the folder of runs as it is. @throws UsageError FLAG_INVALID */
export function withSeeds<Raw extends RawOrderFlags & { runs: string }>(raw: Raw): Raw {
  if (!/^[-+]?[\d.]*\d$/.test(raw.runs)) return raw;
  if (raw.seeds !== undefined) throw misused('--runs and --seeds exclude each other');
  return { ...raw, runs: 'runs', seeds: String(positive('--runs', raw.runs)) };
}

/** @throws UsageError FLAG_INVALID */
export function orderFlags(raw: RawOrderFlags): OrderFlags {
  const { plan, seed, seeds, unsupported = false, raftWal = false, shrink } = raw;
  const isDrawn = seed !== undefined || seeds !== undefined;
  if (plan !== undefined && isDrawn)
    throw misused(`--plan and ${seed === undefined ? '--seeds' : '--seed'} exclude each other`);
  if (unsupported && !isDrawn) throw misused('--unsupported requires --seed or --seeds');
  if (plan !== undefined && raftWal) throw misused('--plan and --raft-wal exclude each other');
  if (shrink !== undefined && !isDrawn && plan === undefined)
    throw misused('--shrink requires --seed, --seeds or --plan');
  const count = seeds === undefined ? 1 : positive('--seeds', seeds);
  const first = seedOf(seed);
  const drawn = Array.from({ length: isDrawn ? count : 0 }, (_, at) => (first + at) % (largestSeed + 1));
  const minutes = shrink === undefined ? shrinkMinutes : wholeNumber('--shrink', shrink);
  return { plan, seeds: drawn, unsupported, raftWal, shrinkMs: minutes * 60_000 };
}

/** The seed of \`--seed\`; any one, where none is given. @throws UsageError FLAG_INVALID */
export function seedOf(text: string | undefined): number {
  const seed = text === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber('--seed', text);
  if (seed > largestSeed) throw invalid('--seed', String(text), `a whole number up to ${largestSeed}`);
  return seed;
}

const misused = (message: string) =>
  new UsageError('FLAG_INVALID', message, { next: 'npx nomad-e2e upgrade --help' });
