import { engineInUse, type RunOnEngine, runsOnEngine } from '../../engine/index.ts';
import { exitCodes } from '../../errors.ts';
import { columns } from '../../text.ts';
import { isVersion } from '../../version/index.ts';
import { noEngine } from './find-run.ts';

export interface StatusOptions {
  json: boolean;
  signal: AbortSignal;
}

/** Prints the clusters that are on this engine, whoever started them. Returns the exit code. */
export async function status({ json, signal }: StatusOptions): Promise<number> {
  await using engine = await engineInUse(signal);
  const runs = engine ? await runsOnEngine(engine) : [];
  const text = engine ? statusText(runs, Date.now()) : `${noEngine}\n`;
  process.stdout.write(json ? `${JSON.stringify(runs, null, 2)}\n` : text);
  return exitCodes.ok;
}

/** The clusters as a person reads them; `now` in milliseconds since 1970. */
export function statusText(runs: readonly RunOnEngine[], now: number): string {
  if (runs.length === 0) return 'no cluster is running; start one: npx nomad-e2e up\n';
  return runs.map((run) => `${headOf(run, now)}\n${nodesOf(run)}`).join('\n');
}

const stateText = {
  kept: () => 'persistent, until `nomad-e2e down`',
  owned: (pid: number) => `owned by process ${pid}`,
  left: () => 'orphaned; removed by the next run',
} as const satisfies Record<RunOnEngine['state'], (pid: number) => string>;

function headOf({ runId, state, pid, startedAt }: RunOnEngine, now: number): string {
  return `${runId}: ${stateText[state](pid)}, started ${age(now - startedAt)} ago`;
}

function nodesOf({ nodes }: RunOnEngine): string {
  const rows = nodes.map(({ name, state, image, address }) => [
    ...[`  ${name}`, state, versionsIn(image), address ?? '-'],
  ]);
  return columns(rows)
    .map((line) => `${line}\n`)
    .join('');
}

/** Of `nomad-e2e/node-trixie:1.9.4-2.0.6-dev-<digest>`, where `_` stands for a build's `+`. An image that was built anew since has lost its name. */
function versionsIn(image: string): string {
  const tag = /:(.+)-[0-9a-f]{12}$/.exec(image)?.[1] ?? '';
  const versions = tag.split(/-(?=\d+\.\d+\.\d+)/).map((version) => version.replaceAll('_', '+'));
  return versions.every(isVersion) ? `Nomad ${versions.join(', ')}` : '-';
}

function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
