import type { Command, Option } from 'commander';
import { markdownTable } from '../text.ts';

const preface = `Made from the program itself by \`npm run docs\`; \`npx nomad-e2e <command> --help\` prints the same. Exit codes, variables and the folder of
a run are in the [reference](reference.md).`;

/** Command lines worth showing, each with what it is for. */
export const examples: Readonly<Record<string, readonly (readonly [args: string, about: string])[]>> = {
  run: [
    ['', 'all suites'],
    ['csi --shuffle', 'one area, in random order'],
    ['suites/lifecycle/leader.e2e.ts', 'one file'],
    ['csi --repeat 20 --keep-busy', 'how often does each test fail?'],
    ['csi --driver-profile hostpath-block', 'on another CSI driver'],
    ['--nomad-version 1.10.5 --servers 3 --clients 3', 'on another version and a larger cluster'],
    ['--attach --namespace nomad-e2e', 'on the cluster of NOMAD_ADDR and NOMAD_TOKEN'],
  ],
  upgrade: [
    ['--from 1.11.3 --to 2.0.5 --dry-run', 'print the plan, start nothing'],
    ['--from 1.11.3 --to 2.0.5 --clients drain --job shop.nomad.hcl', 'with a job of yours'],
    ['--from 1.11.3 --to 2.0.5 --seed 7 --dry-run', 'print the order that a seed draws'],
    ['--from 1.11.3 --to 2.0.5 --runs 3', 'three orders, one verdict'],
    ['--from 1.11.3 --to 2.0.5 --plan runs/<id>/shortest.json', 'the shortest failing order again'],
  ],
  diff: [['--from 1.11.3 --to 2.0.5', 'what changed between two versions?']],
  regression: [['A1 --nomad-version 1.11.2', 'does this version have a known Nomad bug?']],
  matrix: [['--nomad-version 1.5.6,1.6.1,2.0', 'several versions, into docs/versions.md']],
  conformance: [
    [
      '--driver-profile ./mine.profile.hcl --nomad-version 1.6.1,2.0',
      'a page for the authors of a CSI driver',
    ],
    ['--attach --namespace nomad-e2e --driver-profile ebs', 'of a driver that needs machines of its cloud'],
  ],
  chaos: [
    ['--seed 7 --minutes 10', 'draw faults from a seed'],
    ['--schedule runs/<id>/shortest.json', 'inject the shortest failing schedule again'],
  ],
  report: [['--compare runs/<earlier> runs/<later>', 'new failures and slower waits']],
  exec: [['client-1 -- docker ps', 'run a command on a node']],
};

/** The page of all commands, arguments and flags, as the program knows them. */
export function cliPage(program: Command): string {
  const shared = sharedOptions(program.commands);
  return [
    '# Commands',
    preface,
    program.commands.map((command) => `[${command.name()}](#${command.name()})`).join(' · '),
    ...program.commands.flatMap((command) => sectionOf(command, shared)),
    '## Cluster flags',
    'What several commands that start a cluster have in common.',
    table(shared.map(optionRow)),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Flags that most commands with a cluster have in common, as they are there. */
function sharedOptions(commands: readonly Command[]): Option[] {
  const all = commands.flatMap(({ options }) => options);
  const same = Map.groupBy(all, (option) => optionRow(option).join());
  return [...same.values()].flatMap(([first, ...others]) => (first && others.length >= 4 ? [first] : []));
}

function sectionOf(command: Command, shared: readonly Option[]): string[] {
  const name = command.name();
  const isShared = (option: Option) => shared.some((each) => `${optionRow(each)}` === `${optionRow(option)}`);
  const visible = command.options.filter(({ hidden }) => !hidden);
  const rows = [
    ...command.registeredArguments.map((argument) => [argument.name(), argument.description]),
    ...visible.filter((option) => !isShared(option)).map(optionRow),
  ];
  const lines = (examples[name] ?? []).map(([args, about]) => [
    `npx nomad-e2e ${name} ${args}`.trim(),
    about,
  ]);
  const width = Math.max(...lines.map(([line = '']) => line.length));
  return [
    `## ${name}`,
    sentence(command.description()),
    `    nomad-e2e ${name} ${command.usage()}`,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...clusterFlags(visible.filter(isShared)),
    ...(lines.length > 0
      ? [lines.map(([line = '', about]) => `    ${line.padEnd(width)}  # ${about}`).join('\n')]
      : []),
  ];
}

const clusterFlags = (shared: readonly Option[]) =>
  shared.length > 0
    ? [`[Cluster flags](#cluster-flags): ${shared.map(({ long }) => `\`${long}\``).join(', ')}.`]
    : [];

function optionRow({ flags, description, defaultValue, argChoices }: Option): string[] {
  const isShown = typeof defaultValue === 'string';
  const choices = argChoices ? `; one of ${argChoices.join(', ')}` : '';
  return [flags, `${description}${choices}${isShown ? ` (default: ${defaultValue})` : ''}`];
}

function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map(([name = '', about = '']) => [`\`${name}\``, about]);
  return markdownTable([['Argument or flag', 'Meaning'], ...cells]).join('\n');
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
