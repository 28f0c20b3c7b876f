import type { FilesSummary } from '../../operator-jobs/index.ts';
import type { UpgradePlan } from './plan.ts';

/** The plan as an operator reads it, each part under its name. */
export function planInWords(plan: UpgradePlan): string {
  const { from, to, mode, notes, binaries, servers, clients, canary, injected } = plan;
  const how = mode === 'drain' ? 'clients drained first' : 'agents replaced in place';
  const parts: [name: string, lines: readonly string[]][] = [
    ['path', notes.length === 0 ? ['nothing known against it'] : notes.flatMap(noteInWords)],
    ['binaries', binaries.map(({ version, origin }) => `Nomad ${version}: ${origin}`)],
    ['nodes', [`servers: ${servers.join(', ')}`, `clients: ${clients.join(', ')}; ${canary} is the canary`]],
    ['your files', filesInWords(plan.files)],
    ['injected', injected ? [`${injected}: the verdict must be NO-GO`] : []],
    ['before the first step', plan.before],
    ['steps', plan.steps.map(stepInWords)],
    ['each server', [plan.replacing.server]],
    ['each client', [plan.replacing.client]],
    ['meanwhile', plan.meanwhile],
    ['after each step', [...plan.afterEachStep, ...plan.conformance.map((suite) => `  ${suite}`)]],
    ['in the end', plan.end],
  ];
  return [
    `plan of a rehearsal: Nomad ${from} to ${to}, ${how}; nothing is started`,
    ...parts.flatMap(([name, lines]) =>
      lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)],
    ),
    '',
  ].join('\n');
}

const noteInWords = ({ severity, message, source }: UpgradePlan['notes'][number]) => [
  `${severity}: ${message}`,
  `  ${source}`,
];

const parts = { follower: 'a follower', leader: 'the leader', canary: 'the canary', client: 'a client' };

function stepInWords({ place, node, part }: UpgradePlan['steps'][number]): string {
  return node === undefined ? `${place} ${parts[part]}` : `${place} ${node}, ${parts[part]}`;
}

function filesInWords(files: FilesSummary | undefined): string[] {
  if (!files) return [];
  const { jobs, volumes, images, undetermined, variables, notes } = files;
  return [
    ...jobs.map(({ id, file }) => `job ${id}: ${file}`),
    ...volumes.map(({ id, file }) => `volume ${id}: ${file}`),
    ...images.map((image) => `image ${image}: from this machine's engine, else pulled`),
    ...undetermined,
    ...variables.map((variable) => `Nomad Variable ${variable}`),
    ...notes,
  ];
}
