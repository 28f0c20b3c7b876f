import { type Attached, adopted } from '../cluster/index.ts';
import { type Allocation, type Job, type NomadClient, placementFailures } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

/** Commands that jobs of the suites run besides the shell's own. */
const commands = ['busybox', 'curl', 'file', 'mkfifo', 'sha256sum', 'seq', 'dd'];
/** A node may have to pull the image first. */
const timeoutMs = 120_000;
const file = 'probe';

/** What a small task found where it ran, or why it could not run. */
export type Probed = { version: string; missing: string[] } | { reason: string };

export interface ProbeOptions {
  driver: 'docker' | 'exec' | 'raw_exec';
  image?: string;
  datacenters: string[];
  signal: AbortSignal;
}

/**
 * Runs a task with a driver, to see what nodes do rather than what they say: a token may not be allowed to read nodes, and no API
 * tells whether an image can be had. The job is purged.
 */
export async function probe(nomad: NomadClient, own: Attached, options: ProbeOptions): Promise<Probed> {
  const job = adopted(probeJob(`${own.prefix}probe-${options.driver.replace('_', '-')}`, options), own);
  const limits = { timeoutMs, signal: options.signal };
  try {
    const { EvalID } = await nomad.jobs.register(job);
    const evaluation = await waits.evaluationDone(nomad, EvalID, limits);
    const unplaced = placementFailures(evaluation);
    if (unplaced.length > 0) return { reason: `no client takes a task of it: ${unplaced.join('; ')}` };
    const [stub] = await waits.allocationsOf(
      nomad,
      job.ID,
      (all) => (all.length > 0 ? all : undefined),
      limits,
    );
    const ended = await waits.allocationTerminal(nomad, stub?.ID ?? '', limits);
    if (ended.ClientStatus !== 'complete') return { reason: `a task of it fails: ${lastWords(ended)}` };
    const [version = '', ...missing] = (await nomad.allocations.fs.cat(ended.ID, `alloc/${file}`))
      .trim()
      .split('\n');
    return { version, missing };
  } finally {
    await nomad.jobs.stop(job.ID, { purge: true });
  }
}

function probeJob(id: string, { driver, image, datacenters }: ProbeOptions): Job {
  const look = `for c in ${commands.join(' ')}; do command -v $c >/dev/null || echo $c; done`;
  const script = `{ echo "$NOMAD_VERSION_SEEN"; ${look}; } > "$NOMAD_ALLOC_DIR/${file}"`;
  const never = { Attempts: 0, Unlimited: false, Interval: 0 };
  return {
    ID: id,
    Name: id,
    Type: 'batch',
    Datacenters: datacenters,
    TaskGroups: [
      {
        Name: 'probe',
        RestartPolicy: { Attempts: 0, Mode: 'fail' },
        ReschedulePolicy: never,
        Tasks: [
          {
            Name: 'probe',
            Driver: driver,
            Config: { ...(image !== undefined && { image }), command: 'sh', args: ['-c', script] },
            // Nomad fills in the version of the client that runs it.
            // biome-ignore lint/suspicious/noTemplateCurlyInString: an interpolation of Nomad's.
            Env: { NOMAD_VERSION_SEEN: '${attr.nomad.version}' },
            Resources: { CPU: 20, MemoryMB: 64 },
          },
        ],
      },
    ],
  };
}

/** What Nomad says of the task's end, its last line but those that only repeat it. */
function lastWords({ TaskStates }: Allocation): string {
  const events = Object.values(TaskStates ?? {}).flatMap(({ Events }) => Events ?? []);
  const telling = events.filter(({ Type }) =>
    ['Driver Failure', 'Terminated', 'Setup Failure'].includes(Type ?? ''),
  );
  return telling.at(-1)?.DisplayMessage ?? events.at(-1)?.DisplayMessage ?? 'without a word';
}
